import { describe, expect, it } from 'vitest';
import { isReporterName, loadRenderDiagnostic, reporters } from '../../src/reporters/index.ts';

describe('reporters', () => {
  it.each(Object.entries(reporters))('%s loads, and is titled as the help says', async (_, { title, load }) => {
    expect((await load()).title).toBe(title);
  });

  it.each([
    ['json', true],
    ['terminal', true],
    ['yaml', false],
    ['constructor', false],
    ['__proto__', false],
  ])('%s is a format: %s', (name, expected) => {
    expect(isReporterName(name)).toBe(expected);
  });

  it('loads the rendering of diagnostics', async () => {
    expect(await loadRenderDiagnostic()).toBeTypeOf('function');
  });
});
