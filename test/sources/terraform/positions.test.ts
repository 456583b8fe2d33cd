import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { positions } from '../../../src/sources/terraform/positions.ts';

// The properties take long on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

it.each([
  ['ab\ncd', 0, 1, 1],
  ['ab\ncd', 2, 1, 3],
  ['ab\ncd', 3, 2, 1],
  ['ab\r\ncd', 5, 2, 2],
  ['é"x', 2, 1, 2],
  ['🙂"x', 4, 1, 3],
  ['a', 99, 1, 2],
])('%j byte %i is line %i column %i', (text, offset, line, column) => {
  expect(positions(Buffer.from(text))(offset)).toEqual({ line, column });
});

it('agrees with counting, across stretches, in any order', () => {
  const unit = fc.constantFrom('a', 'é', '€', '🙂', '\n', 'x'.repeat(40_000), '🙂'.repeat(17_000));
  fc.assert(
    fc.property(fc.array(unit, { minLength: 1, maxLength: 12 }), fc.array(fc.nat(), { minLength: 1, maxLength: 5 }), (units, wanted) => {
      const position = positions(Buffer.from(units.join('')));
      for (const n of wanted) {
        const before = units.slice(0, n % units.length).join('');
        const lines = before.split('\n');
        expect(position(Buffer.byteLength(before))).toEqual({ line: lines.length, column: lines.at(-1)!.length + 1 });
      }
    }),
    { numRuns: 50 },
  );
});
