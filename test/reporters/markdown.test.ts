import { describe, expect, it } from 'vitest';
import { markdown } from '../../src/reporters/markdown.ts';
import { evidence, finding, imdsv2, rendered, rule, run, subject, telling } from '../support/run.ts';

const a = subject('a');

describe('markdown', () => {
  it('links a rule to its first reference that is an address', () => {
    const linked = rule('linked', { references: ['EKS User Guide', 'javascript:alert(1)', 'https://docs.aws.amazon.com/a_(b)'] });
    const text = rendered(markdown, run([finding(linked, a)], { rules: new Map([[linked.id, linked]]) }));
    expect(text).toContain('[`linked`](https://docs.aws.amazon.com/a_%28b%29)');
    expect(text).not.toContain('javascript');
  });

  it('folds away what is not known, and leaves fails in sight', () => {
    const text = rendered(markdown, telling());
    expect(text.indexOf('| critical |')).toBeLessThan(text.indexOf('<details>'));
    expect(text.match(/<summary>.*<\/summary>/g)).toEqual(['<summary>1 existing result of the baseline</summary>', '<summary>1 result not known</summary>']);
    expect(text.match(/<details>/g)).toHaveLength(2);
    expect(text.match(/<\/details>/g)).toHaveLength(2);
  });

  it('stays below a mebibyte, cuts from the end, and says so twice', () => {
    const big = run([
      ...Array.from({ length: 1500 }, (_, index) => finding(imdsv2, a, { message: '名'.repeat(1000), evidence: [evidence({ value: index })] })),
      finding(imdsv2, a, { verdict: 'unknown', evidence: [evidence({ value: 'u' })] }),
    ]);
    const text = rendered(markdown, big);
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).toMatch(/\*\*\d+ more rows left out:\*\*/);
    expect(text.trimEnd().endsWith('</details>')).toBe(true);
    expect(markdown.leftOut?.(big)).toMatch(/^Markdown report: \d+ rows left out/);
    expect(markdown.leftOut?.(telling())).toBeUndefined();
  });
});
