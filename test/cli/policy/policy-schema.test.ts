import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultPolicy, initialPolicy } from '../../../src/cli/policy/index.ts';
import { policySchema } from '../../../src/cli/policy/policy-schema.ts';
import { readPolicy } from '../../../src/cli/policy/read-policy.ts';
import { builtinRules } from '../../../src/rules/builtin.ts';
import { accepted, rejected, waiver } from './cases.ts';
import { rules } from './rules.ts';

const now = new Date('2026-06-01T12:00:00Z');
const fits = (() => {
  const ajv = new Ajv({ strict: true, allErrors: true });
  addFormats.default(ajv);
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
      { numRuns: 2000 },
    );
    expect(Math.min(seen.fitting, seen.not)).toBeGreaterThan(300);
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
  const severity = mostly(fc.constantFrom('critical', 'high', 'medium', 'low'));
  const someText = mostly(fc.constantFrom('text', 'a *', ' x ', '\u00a0', '\ud800'));
  const facts = mostly(
    keys({
      region: mostly(fc.constantFrom('eu-west-1', 'us-isob-east-1', 'eu-west-1a', 'EU-WEST-1')),
      instanceMetadataDefaults: mostly(keys({ httpTokens: mostly(fc.constantFrom('required', 'none')), httpPutResponseHopLimit: mostly(fc.integer({ min: -1, max: 66 })), httpEndpoint: mostly(fc.constant('enabled')) })),
      ebsEncryptionByDefault: mostly(fc.boolean()),
      scaledBy: someText,
      controlPlaneSecurityGroups: mostly(fc.array(mostly(fc.constantFrom('sg-0a', 'sg-', 'sg-xyz')), { maxLength: 2 })),
    }),
  );
  const ruleId = fc.constantFrom(...rules.map(({ id }) => id as string), 'imds-hops', 'own-rule', 'Bad_Id', 'imds*', '');
  const setting = mostly(fc.oneof(fc.constantFrom('on', 'off'), severity, keys({ enabled: mostly(fc.boolean()), severity })));
  const until = fc.oneof({ weight: 5, arbitrary: fc.constantFrom('2026-12-31', '2028-02-29', '2026-02-29', '2026-00-10', '0000-01-01', '2026-1-1', '2026-12-31T00:00:00Z') }, { weight: 1, arbitrary: fc.string() });
  const written = fc.record({ rule: mostly(ruleId), subject: someText, reason: someText, owner: someText, until: mostly(until), evidenceHash: someText, note: someText }, { requiredKeys: ['rule', 'subject', 'reason', 'owner', 'until'] });
  const nearlyWaiver = fc.oneof({ weight: 4, arbitrary: fc.constant(waiver) }, { weight: 2, arbitrary: written }, { weight: 1, arbitrary: fc.record({ ...waiver, until: fc.constant('2026-01-01') } as never, { requiredKeys: [] }) });
  return mostly(
    keys({
      $schema: someText,
      failOn: mostly(fc.constantFrom('low', 'none', 'nothing')),
      unknown: mostly(fc.constantFrom('report', 'fail')),
      plan: mostly(fc.constantFrom('complete', 'partial')),
      rules: mostly(fc.dictionary(ruleId, setting, { maxKeys: 3 })),
      parameters: mostly(keys({ trustedImageOwners: mostly(fc.array(mostly(fc.constantFrom('amazon', '111122223333', '1')), { maxLength: 2 })), rotationDays: mostly(fc.oneof(fc.integer({ min: -1, max: 400 }), fc.double())), extendedSupportCounts: mostly(fc.boolean()) })),
      facts,
      clusters: mostly(fc.dictionary(fc.constantFrom('main', 'constructor', '__proto__', 'a b', ''), mostly(keys({ facts })), { maxKeys: 2 })),
      waivers: mostly(fc.array(mostly(nearlyWaiver), { maxLength: 2 })),
    }),
  ).map(value => JSON.parse(JSON.stringify(value)));
}

function mostly<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 60, arbitrary: arbitrary as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) });
}

/** Any of the keys, now and then one that is none. */
function keys(shape: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> {
  const extra = fc.oneof({ weight: 20, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'failon', 'toString') });
  return fc.tuple(fc.record(shape, { requiredKeys: [] }), extra).map(([value, name]) => (name === undefined ? value : Object.fromEntries([...Object.entries(value), [name, {}]])));
}
