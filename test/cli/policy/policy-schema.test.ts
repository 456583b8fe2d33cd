import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultPolicy, initialPolicy } from '../../../src/cli/policy/index.ts';
import { policySchema } from '../../../src/cli/policy/policy-schema.ts';
import { readPolicy } from '../../../src/cli/policy/read-policy.ts';
import { builtinRules } from '../../../src/rules/builtin.ts';
import { accepted, rejected } from './cases.ts';
import { rules } from './rules.ts';

const now = new Date('2026-06-01T12:00:00Z');
const fits = (() => {
  const ajv = new Ajv({ strict: true, allErrors: true });
  addFormats(ajv);
  // For editors; strict mode knows no keyword but its own.
  ajv.addKeyword('allowComments');
  return ajv.compile(policySchema(rules));
})();

describe('the schema', () => {
  it.each(accepted)('accepts %s', (_, policy) => {
    expect(fits(policy) || fits.errors).toBe(true);
  });

  it.each(rejected)('rejects %s', (_, { policy }) => {
    expect(fits(policy)).toBe(false);
  });

  it('agrees with reading: what is read fits, and what fits is read, unknown rules apart', () => {
    const seen = { fitting: 0, not: 0 };
    fc.assert(
      fc.property(nearlyPolicy(), value => {
        const { policy, diagnostics } = readPolicy(JSON.stringify(value), 'eksnode-policy.json', rules, now);
        const isFitting = fits(value);
        seen[isFitting ? 'fitting' : 'not']++;
        if (policy) expect(isFitting || fits.errors).toBe(true);
        // No schema knows a user's own rules, nor that two keys are one rule by its former and its present id.
        const errors = diagnostics.filter(({ severity, code }) => severity === 'error' && code !== 'policy-unknown-rule' && code !== 'policy-duplicate-key');
        if (isFitting) expect(errors).toEqual([]);
      }),
      { numRuns: 500 },
    );
    expect(Math.min(seen.fitting, seen.not)).toBeGreaterThan(75);
  });

  it('names the rules with their titles, for editors', () => {
    expect(policySchema(rules)).toHaveProperty(['properties', 'rules', 'properties', 'imds-hop-limit', 'description'], 'Worker nodes satisfy imds-hop-limit (medium)');
    expect(policySchema(rules)).toHaveProperty(['properties', 'waivers', 'items', 'properties', 'rule', 'anyOf', 0, 'enum'], rules.map(({ id }) => id));
  });

  it('describes every setting', () => {
    const missing: string[] = [];
    const walk = (schema: unknown, path: string): void => {
      if (schema === null || typeof schema !== 'object') return;
      for (const [name, of] of Object.entries('properties' in schema ? (schema.properties as object) : {})) {
        if (!('$ref' in of) && !/\S/.test(String(of.description ?? ''))) missing.push(`${path}.${name}`);
        walk(of, `${path}.${name}`);
      }
      if ('items' in schema) walk(schema.items, `${path}[]`);
      for (const [name, of] of Object.entries('definitions' in schema ? (schema.definitions as object) : {})) walk(of, name);
    };
    walk(policySchema(rules), '');
    expect(missing).toEqual([]);
  });
});

describe('the shipped files', () => {
  const shipped = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

  it.each([
    ['schemas/eksnode-policy.schema.json', () => `${JSON.stringify(policySchema(builtinRules), null, 2)}\n`],
    ['eksnode-policy.json', () => initialPolicy(builtinRules, './schemas/eksnode-policy.schema.json')],
  ])('%s is what its description says', (path, made) => {
    expect(shipped(path)).toBe(made());
  });

  it('eksnode-policy.json is the default policy', () => {
    const { policy, diagnostics } = readPolicy(shipped('eksnode-policy.json'), 'eksnode-policy.json', builtinRules, now);
    expect(diagnostics).toEqual([]);
    expect(policy).toEqual({ ...defaultPolicy, file: 'eksnode-policy.json', rules: new Map(builtinRules.map(({ id }) => [id, { enabled: true }])) });
  });
});

describe('init', () => {
  it('writes a policy that can be read and fits, and names the installed schema', () => {
    const text = initialPolicy(rules);
    expect(readPolicy(text, 'eksnode-policy.json', rules, now).diagnostics).toEqual([]);
    expect(fits(JSON.parse(text))).toBe(true);
    expect(JSON.parse(text).$schema).toBe('./node_modules/eks-audit/schemas/eksnode-policy.schema.json');
  });
});

/** A policy whose parts are mostly what they should be. */
function nearlyPolicy(): fc.Arbitrary<unknown> {
  const severity = mostly(['critical', 'high', 'medium', 'low'], ['none', 'HIGH']);
  const prose = mostly(['text', 'a *', ' x ', '\ud800'], ['', ' ', '\u00a0\n']);
  const flag = mostly([true, false], ['true', 0]);
  const facts = keys({
    region: mostly(['eu-west-1', 'us-isob-east-1'], ['eu-west-1a', 'EU-WEST-1', 'eu-west-1\n']),
    instanceMetadataDefaults: keys({ httpTokens: mostly(['required', 'no-preference'], ['none']), httpPutResponseHopLimit: mostly([1, 2, 64], [-1, 0, 65, 1.5]), httpEndpoint: mostly(['enabled'], ['on']) }),
    ebsEncryptionByDefault: flag,
    scaledBy: prose,
    controlPlaneSecurityGroups: list(mostly(['sg-0a', 'sg-1'], ['sg-', 'sg-xyz', ''])),
  });
  const known = [...rules.map(({ id }) => id as string), 'imds-hops'];
  const setting = fc.oneof(mostly(['on', 'off'], [true, null]), severity, keys({ enabled: flag, severity }));
  const written = {
    rule: mostly([...known, 'imds*', '*'], ['own-rule', 'Bad_Id', '', 'imdsv3*']),
    subject: prose,
    reason: prose,
    owner: prose,
    until: mostly(['2026-12-31', '2028-02-29', '0000-01-01'], ['2026-02-29', '2026-00-10', '2026-1-1', '2026-12-31T00:00:00Z', '2026-12-31 ', '٢٠٢٦-12-31']),
  };
  const waivers = fc.oneof({ weight: 9, arbitrary: fc.record({ ...written, evidenceHash: prose }, { requiredKeys: ['rule', 'subject', 'reason', 'owner', 'until'] }) }, { weight: 1, arbitrary: keys(written) });
  const policy = keys({
    $schema: prose,
    failOn: mostly(['low', 'none'], ['nothing']),
    unknown: mostly(['report', 'fail'], ['pass']),
    plan: mostly(['complete', 'partial'], ['whole']),
    rules: dictionary(mostly(known, ['own-rule', 'Bad_Id', 'imds*', '', '__proto__']), setting),
    parameters: keys({
      trustedImageOwners: list(mostly(['amazon', '111122223333'], ['1', 111122223333])),
      rotationDays: mostly([1, 30, 1e3, 30.0], [0, -1, 0.5, 1e-9]),
      extendedSupportCounts: flag,
    }),
    facts,
    clusters: dictionary(mostly(['main', 'constructor', 'a_b-c'], ['__proto__', 'a b', '', 'x'.repeat(101)]), keys({ facts })),
    waivers: list(waivers),
  });
  return policy.map(value => JSON.parse(JSON.stringify(value)));
}

/** One of the good values; now and then one that is not, or anything. */
function mostly<T>(good: readonly T[], bad: readonly unknown[]): fc.Arbitrary<unknown> {
  return spoilt(fc.oneof({ weight: 40, arbitrary: fc.constantFrom<unknown>(...good) }, { weight: 1, arbitrary: fc.constantFrom(...bad) }));
}

function spoilt(arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 120, arbitrary }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) });
}

function list(item: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return spoilt(fc.array(item, { maxLength: 2 }));
}

function dictionary(key: fc.Arbitrary<unknown>, value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return spoilt(fc.array(fc.tuple(key.map(String), value), { maxLength: 2 }).map(entries => Object.fromEntries(entries)));
}

/** Any of the keys, now and then one that is none. */
function keys(shape: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> {
  const extra = fc.oneof({ weight: 60, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'failon', 'toString') });
  return spoilt(fc.tuple(fc.record(shape, { requiredKeys: [] }), extra).map(([value, name]) => (name === undefined ? value : Object.fromEntries([...Object.entries(value), [name, {}]]))));
}
