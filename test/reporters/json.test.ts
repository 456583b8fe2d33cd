import { describe, expect, it } from 'vitest';
import { json } from '../../src/reporters/json.ts';
import { reportErrors } from '../support/report-schema.ts';
import { finding, imdsv2, options, rendered, run, subject, telling } from '../support/run.ts';

interface Report {
  readonly schemaVersion: number;
  readonly findings: readonly { readonly id: string; readonly verdict: string }[];
}
const parsed = (...of: Parameters<typeof rendered>) => JSON.parse(rendered(...of)) as Report;

describe('json', () => {
  it.each([
    ['fail', ['fail']],
    ['default', ['fail', 'unknown']],
    ['all', ['fail', 'not-applicable', 'pass', 'unknown']],
  ] as const)('--verdict %s', (verdicts, expected) => {
    expect([...new Set(parsed(json, telling(), { verdicts }).findings.map(({ verdict }) => verdict))].sort()).toEqual(expected);
  });

  it('is what its schema says', () => {
    expect(reportErrors(parsed(json, telling(), { verdicts: 'all' }))).toEqual([]);
  });

  it('names its members as the contract does', () => {
    const report = parsed(json, telling());
    expect(Object.keys(report)).toEqual(['schemaVersion', 'tool', 'inputs', 'subjects', 'summary', 'diagnostics', 'findings']);
    expect(report.schemaVersion).toBe(1);
  });

  it('lists every subject by itself: 20 groups on one template are 20 findings', () => {
    expect(parsed(json, telling(), { verdicts: 'fail' }).findings.filter(({ id }) => id.startsWith('id-imdsv2-required'))).toHaveLength(20);
  });

  it('is made finding by finding', () => {
    expect([...json.render(telling(), options)]).toHaveLength(telling().findings.length - 2 + 2);
  });

  it('never asks for the trail, nor for findings that it does not list', () => {
    const trail = () => {
      throw new Error('asked');
    };
    const pass = finding(imdsv2, subject('a'), { verdict: 'pass', trail });
    const lazy = Object.create(pass, { message: { get: trail } }) as typeof pass;
    expect(parsed(json, run([finding(imdsv2, subject('a'), { trail }), lazy])).findings).toHaveLength(1);
  });

  it('says problems without their cause', () => {
    const problem = { code: 'c', severity: 'error', file: 'f', message: 'm' } as const;
    expect(JSON.parse(rendered(json, run([], { diagnostics: [{ ...problem, cause: { path: '/home/somebody' } }] })))).toMatchObject({ diagnostics: [problem] });
    expect(rendered(json, run([], { diagnostics: [{ ...problem, cause: { path: '/home/somebody' } }] }))).not.toContain('somebody');
  });

  it('reads members that are getters of a prototype', () => {
    const lazy = Object.create(finding(imdsv2, subject('a'))) as ReturnType<typeof finding>;
    expect(parsed(json, run([lazy])).findings).toEqual([expect.objectContaining({ id: 'id-imdsv2-required-a', verdict: 'fail' })]);
  });
});
