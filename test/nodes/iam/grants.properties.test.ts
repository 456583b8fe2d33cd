import { runSimulation } from '@cloud-copilot/iam-simulate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { administratorLike, grants, type Need, type RolePermissions, type Verdict } from '../../../src/nodes/iam/index.ts';
import { role, statement, statements, text, type Written } from './policies.ts';

/** Single-action needs with requests that fall under them. */
const needs: readonly { readonly need: Need; readonly samples: readonly string[] }[] = [
  { need: { name: 'describe', actions: [{ action: 'ec2:DescribeInstances', on: '*' }] }, samples: ['*'] },
  {
    need: { name: 'tag', actions: [{ action: 'ec2:CreateTags', on: 'arn:aws:ec2:*:*:network-interface/*' }] },
    samples: ['us-east-1', 'eu-west-1'].map(region => `arn:aws:ec2:${region}:123456789012:network-interface/eni-1`),
  },
  {
    need: { name: 'pull', actions: [{ action: 'ecr:BatchGetImage', on: 'arn:aws:ecr:*:*:repository/*' }] },
    samples: ['app', 'other'].map(name => `arn:aws:ecr:us-east-1:123456789012:repository/${name}`),
  },
];
const need = fc.constantFrom(...needs.map(one => one.need), { name: 'all', actions: needs.flatMap(one => one.need.actions) });
const boundary = fc.option(statements, { nil: undefined, freq: 2 });
const limited = (written: readonly Written[] | undefined): Partial<RolePermissions> => (written ? { boundary: { text: text(...written) } } : {});

const verdict = (permissions: RolePermissions, of: Need): Verdict => grants(permissions, of).verdict;

describe('laws of grants', () => {
  it('adding an Allow never takes a yes away', () => {
    fc.assert(
      fc.property(statements, statement, boundary, fc.boolean(), need, (before, added, limit, open, of) => {
        const more = { ...limited(limit), open };
        if (verdict(role(before, more), of) === 'yes') expect(verdict(role([...before, { ...added, Effect: 'Allow' }], more), of)).toBe('yes');
      }),
      { numRuns: 300 },
    );
  });

  it('adding a Deny never mends a no', () => {
    fc.assert(
      fc.property(statements, statement, boundary, fc.boolean(), need, (before, added, limit, open, of) => {
        const more = { ...limited(limit), open };
        if (verdict(role(before, more), of) === 'no') expect(verdict(role([...before, { ...added, Effect: 'Deny' }], more), of)).toBe('no');
      }),
      { numRuns: 300 },
    );
  });

  it('the order of statements, and which policy holds them, changes nothing', () => {
    const shuffled = statements.chain(written => fc.tuple(fc.constant(written), fc.shuffledSubarray(written, { minLength: written.length }), fc.nat(written.length)));
    fc.assert(
      fc.property(shuffled, boundary, need, ([written, other, cut], limit, of) => {
        const split = [other.slice(cut), other.slice(0, cut)].filter(part => part.length > 0);
        const one = grants(role(written, limited(limit)), of);
        const two = grants({ ...role([], limited(limit)), documents: split.map((part, index) => ({ name: `p${index}`, text: text(...part) })) }, of);
        expect([two.verdict, two.missing, two.unsure]).toEqual([one.verdict, one.missing, one.unsure]);
      }),
      { numRuns: 300 },
    );
  });

  it('learning what was open, and that there is nothing more, settles and never flips', () => {
    fc.assert(
      fc.property(statements, fc.array(statement, { maxLength: 2 }), boundary, need, (seen, learned, limit, of) => {
        const unseen = 'arn:aws:iam::123456789012:policy/own';
        const allows = learned.map(one => ({ ...one, Effect: 'Allow' as const }));
        const before = [role(seen, { ...limited(limit), open: true }), role(seen, { ...limited(limit), managedPolicyArns: [unseen] }), role(seen, { boundary: 'unknown' as const })];
        const after = [
          role(seen, limited(limit)),
          { ...role(seen, limited(limit)), documents: [...role(seen).documents, { name: unseen, text: text(...allows) }] },
          role(seen, limited(limit)),
        ];
        for (const [index, permissions] of before.entries()) {
          const was = verdict(permissions, of);
          const now = verdict(after[index] ?? role([]), of);
          if (was !== 'unknown') expect(now).toBe(was);
          const wasBroad = administratorLike(permissions).verdict;
          if (wasBroad !== 'unknown') expect(administratorLike(after[index] ?? role([])).verdict).toBe(wasBroad);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('everything is known where nothing is narrowed', () => {
    fc.assert(
      fc.property(statements, need, (written, of) => {
        const plain = written.map(({ Effect, Action, NotAction }): Written => ({ Effect, ...(Action ? { Action } : { NotAction: NotAction ?? [] }), Resource: '*' }));
        expect(verdict(role(plain), of)).not.toBe('unknown');
      }),
      { numRuns: 300 },
    );
  });
});

describe('against a simulator of IAM', () => {
  it('a yes is allowed and a no refused, whether conditions hold or not', async () => {
    const seen = { yes: 0, no: 0, unknown: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(statements, { minLength: 1, maxLength: 2 }), boundary, fc.constantFrom(...needs), async (policies, limit, { need, samples }) => {
        const documents = policies.map((written, index) => ({ name: `p${index}`, text: text(...written) }));
        const judged = verdict({ ...role([], limited(limit)), documents }, need);
        seen[judged]++;
        if (judged === 'unknown') return;
        for (const resource of samples)
          for (const team of ['red', 'blue']) {
            const allowed = await simulate(need.actions[0]?.action ?? '', resource, team, policies, limit);
            expect({ resource, team, allowed }).toEqual({ resource, team, allowed: judged === 'yes' });
          }
      }),
      { numRuns: 200 },
    );
    // The comparison means something only if it settles often, both ways.
    expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(12);
  }, 30_000);
});

async function simulate(action: string, resource: string, team: string, policies: readonly (readonly Written[])[], limit: readonly Written[] | undefined): Promise<boolean> {
  const policy = (name: string, Statement: readonly Written[]) => ({ name, policy: { Version: '2012-10-17', Statement } });
  const result = await runSimulation(
    {
      request: {
        principal: 'arn:aws:iam::123456789012:role/node',
        action,
        resource: { resource, accountId: '123456789012' },
        contextVariables: { 'aws:PrincipalTag/team': team },
      },
      identityPolicies: policies.map((written, index) => policy(`p${index}`, written)),
      ...(limit && { permissionBoundaryPolicies: [policy('boundary', limit)] }),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors));
  return result.overallResult === 'Allowed';
}
