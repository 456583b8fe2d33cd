import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/findings/index.ts';
import { terminal } from '../../src/reporters/terminal.ts';
import { evidence, finding, hopLimit, imdsv2, openPorts, rendered, run, subject } from '../support/run.ts';

const [a, b] = [subject('a'), subject('b')];
const of = (more: Partial<Finding>) => rendered(terminal, run([finding(imdsv2, a, more)]));

describe('terminal', () => {
  it('is one line when clean', () => {
    expect(rendered(terminal, run([finding(imdsv2, a, { verdict: 'pass', evidence: [] })])).split('\n')).toEqual([
      '0 fail, 0 unknown, 1 pass on 1 subject: nothing at or above medium failed (exit 0)',
      '',
    ]);
  });

  it('puts a result of several groups under a heading that names them, once', () => {
    const text = rendered(terminal, run([finding(openPorts, a, { evidence: [evidence({ value: 1 })] }), finding(imdsv2, a), finding(imdsv2, b)]));
    expect(text.match(/^\S.*node group.*$/gm)).toEqual([
      'a  self-managed node group of cluster main, aws_autoscaling_group.a',
      'a and b  2 node groups of cluster main',
    ]);
    expect(text.match(/^fail {2}imdsv2/gm)).toHaveLength(1);
  });

  it('calls several clusters clusters', () => {
    const clusters = ['x', 'y'].map(name => finding(imdsv2, subject(name, { kind: 'cluster', cluster: name })));
    expect(rendered(terminal, run(clusters))).toMatch(/^x and y {2}2 clusters$/m);
  });

  it('gathers what one group failed, under one heading', () => {
    const text = rendered(terminal, run([finding(openPorts, a), finding(imdsv2, b), finding(hopLimit, a)]));
    expect(text.match(/^(?:a|b|fail) {2}\S+/gm)).toEqual(['a  self-managed', 'fail  sg-no-public-admin-ports', 'fail  imds-hop-limit', 'b  self-managed', 'fail  imdsv2-required']);
  });

  it.each<[name: string, Parameters<typeof evidence>[0], string]>([
    ['set', { value: 'optional' }, 'metadata_options[0].http_tokens = "optional"\n'],
    ['left out', { value: null, decidedBy: 'default', because: 'it is optional' }, 'metadata_options[0].http_tokens is left out (AWS default: it is optional)\n'],
    ['declared', { value: false, decidedBy: 'declared' }, 'metadata_options[0].http_tokens = false (declared in the policy file)\n'],
    ['inferred', { linkedBy: 'inferred' }, 'metadata_options[0].http_tokens = "optional" (link inferred)\n'],
    ['of another resource', { ref: 'aws_x.y' }, 'aws_x.y: metadata_options[0].http_tokens = "optional"\n'],
  ])('shows evidence that is %s', (_, item, expected) => {
    expect(of({ evidence: [evidence(item)] })).toContain(`  ${expected}`);
  });

  it('shows three pieces of evidence and counts the rest', () => {
    const text = of({ evidence: [1, 2, 3, 4, 5].map(value => evidence({ value })) });
    expect(text.match(/http_tokens = \d/g)).toHaveLength(3);
    expect(text).toContain('and 2 more settings');
  });

  it('says which fixes are proven, and falls back on the rule’s own words', () => {
    expect(of({ remedy: { changes: [], proven: true, text: 'set it' } })).toContain('fix (proven): set it');
    expect(of({ remedy: { changes: [], proven: false, text: 'set it' } })).toContain('fix: set it');
    expect(of({})).toContain(`fix: ${imdsv2.fix}`);
  });

  it('names what would make an unknown known once, apart from its reason', () => {
    const unknown = { verdict: 'unknown', message: 'cannot tell whether x: y is z; scan more', resolveWith: 'scan more' } as const;
    const text = rendered(terminal, run([finding(imdsv2, a, unknown), finding(hopLimit, a, unknown)]));
    expect(text).toContain('unknown  imdsv2-required  high  a: cannot tell whether x: y is z\n');
    expect(text.match(/scan more/g)).toHaveLength(1);
  });

  it('counts what the baseline knows, and shows none of it', () => {
    const text = of({ existing: true });
    expect(text).not.toContain('imdsv2-required');
    expect(text).toContain('1 existing');
  });

  it('names who waived what until when', () => {
    expect(of({ waiver: { reason: 'because', owner: 'me', until: '2030-01-31' } })).toMatch(/^waived {2}imdsv2-required {2}high {2}a: fail, waived by me until 2030-01-31: because$/m);
  });

  it.each([
    [true, true],
    [false, false],
  ])('color: %s', (color, expected) => {
    expect(rendered(terminal, run([finding(imdsv2, a)]), { color }).includes('\u001b[')).toBe(expected);
  });

  it.each([60, 100, 200])('keeps prose within %i columns', width => {
    const text = rendered(terminal, run([finding(imdsv2, a, { message: 'word '.repeat(100).trim() })]), { width });
    const lines = text.split('\n').filter(line => line.includes('word'));
    expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(width);
    expect(Math.max(...lines.map(line => line.length))).toBeGreaterThan(width - 6);
  });

  it('lets no line begin as a command to GitHub’s runner, wherever a line is broken', () => {
    const text = of({ message: '::error::forged '.repeat(20) });
    expect(text).toContain('::error::forged');
    expect(text).not.toMatch(/^\s*::/m);
  });

  it('ends in the summary, whatever it shows', () => {
    expect(of({}).trimEnd().split('\n').at(-1)).toBe('1 fail (1 high), 0 unknown, 0 pass on 1 subject: a finding at or above medium failed (exit 1)');
  });
});
