import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { JsonCursor, MalformedJson, maxDepth, shape, stringBetween } from '../../../src/sources/terraform/json-bytes.ts';

// The properties take long on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** Goes past the whole text; the error's kind and offset if it is none. */
function outcome(text: string | Uint8Array): 'ok' | [kind: string, offset: number] {
  const cursor = new JsonCursor(typeof text === 'string' ? Buffer.from(text) : text);
  try {
    cursor.skip();
    cursor.finish();
    return 'ok';
  } catch (error) {
    if (!(error instanceof MalformedJson)) throw error;
    return [error.kind, error.offset];
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('the grammar', () => {
  it.each<[text: string, kind: string, offset: number]>([
    ['', 'truncated', 0],
    ['  ', 'truncated', 2],
    ['{', 'truncated', 1],
    ['{"a"', 'truncated', 4],
    ['{"a":', 'truncated', 5],
    ['{"a":1', 'truncated', 6],
    ['{"a":1,', 'truncated', 7],
    ['[1,', 'truncated', 3],
    ['["a', 'truncated', 3],
    ['["\\', 'truncated', 3],
    ['["\\u00', 'truncated', 6],
    ['tru', 'truncated', 3],
    ['-', 'truncated', 1],
    ['1.', 'truncated', 2],
    ['1e+', 'truncated', 3],
    ['{a:1}', 'unexpected', 1],
    ['{"a" 1}', 'unexpected', 5],
    ['{"a":1,}', 'unexpected', 7],
    ['[1,]', 'unexpected', 3],
    ['[1 2]', 'unexpected', 3],
    ['[1}', 'unexpected', 2],
    ['{"a":1]', 'unexpected', 6],
    ['[,]', 'unexpected', 1],
    ['truE', 'unexpected', 3],
    ['01', 'unexpected', 1],
    ['.5', 'unexpected', 0],
    ['+1', 'unexpected', 0],
    ['NaN', 'unexpected', 0],
    ["'a'", 'unexpected', 0],
    ['"a\nb"', 'unexpected', 2],
    ['"\x1f"', 'unexpected', 1],
    ['"\\x"', 'unexpected', 2],
    ['"\\u00g0"', 'unexpected', 5],
    ['{} {}', 'unexpected', 3],
    ['{}\0', 'unexpected', 2],
  ])('%j is %s at byte %i', (text, kind, offset) => {
    expect(outcome(text)).toEqual([kind, offset]);
    expect(isJson(text)).toBe(false);
  });

  it.each(['0', '-0', '-0.1e-7', '1E5', 'true', 'false', 'null', '""', '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9"', '[]', '{}', ' [ { } , [ ] ] ', '\t{"a":\r\n1}\n'])('%j is JSON', text => {
    expect(outcome(text)).toBe('ok');
    expect(isJson(text)).toBe(true);
  });

  it('accepts what JSON.parse accepts, and nothing else', () => {
    const pieces = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', 'a', 'u', '0', '1', '-', '.', 'e', ' ', '\n', 'true', 'null', '"a"', '"a":');
    const soup = fc.array(pieces, { maxLength: 12 }).map(some => some.join(''));
    const damaged = fc.tuple(fc.json(), fc.nat(), pieces).map(([text, at, piece]) => {
      const i = at % (text.length + 1);
      return text.slice(0, i) + piece + text.slice(i + 1);
    });
    fc.assert(
      fc.property(fc.oneof(soup, damaged, fc.json()), text => {
        expect(outcome(text) === 'ok').toBe(isJson(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('finds no JSON in a JSON text cut anywhere', () => {
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())), fc.nat(), (value, at) => {
        const bytes = Buffer.from(JSON.stringify(value));
        expect(outcome(bytes.subarray(0, at % bytes.length))[0]).toBe('truncated');
      }),
    );
  });

  it.each(['[', '{"a":'])('stops in a million of %j with the offset of the level too much', opening => {
    expect(outcome(opening.repeat(1_000_000))).toEqual(['too-deep', opening.length * maxDepth]);
    expect(outcome('['.repeat(maxDepth) + ']'.repeat(maxDepth))).toBe('ok');
  });

  it('counts levels that were entered', () => {
    const cursor = new JsonCursor(Buffer.from('['.repeat(maxDepth + 1)));
    expect(() => {
      for (;;) {
        cursor.enterList();
        cursor.nextElement();
      }
    }).toThrow(/^too-deep at byte 500/);
  });
});

describe('walking', () => {
  /** The value next, by entering everything. */
  function walked(cursor: JsonCursor): unknown {
    if (cursor.peek() === '[') {
      const list: unknown[] = [];
      cursor.enterList();
      while (cursor.nextElement()) list.push(walked(cursor));
      return list;
    }
    if (cursor.peek() === '{') {
      const members = new Map<string, unknown>();
      cursor.enterObject();
      while (cursor.nextMember(shape()) !== -2) members.set(cursor.key(), walked(cursor));
      return Object.fromEntries(members);
    }
    const start = cursor.offset;
    cursor.skip();
    return JSON.parse(cursor.bytes.toString('utf8', start, cursor.offset)) as unknown;
  }

  it('meets every member and element', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const cursor = new JsonCursor(Buffer.from(text));
        expect(walked(cursor)).toEqual(JSON.parse(text));
        cursor.finish();
      }),
    );
  });

  it.each([
    ['{"type":1,"name":2}', ['1', '2']],
    ['{ "name" : [ 2 ] , "x": {"type": 3}, "type" : "a" }', ['"a"', '[ 2 ]']],
    ['{"\\u0074ype":1,"typ":2,"nam\\u0065":3}', ['1', '3']],
    ['{"type":1,"type":{"a":[]}}', ['{"a":[]}', undefined]],
    ['{"__proto__":1,"constructor":2}', [undefined, undefined]],
  ])('finds the wanted members of %s', (text, expected) => {
    const cursor = new JsonCursor(Buffer.from(text));
    const ranges: number[] = [7, 7, 7, 7, 7, 7];
    cursor.members(shape('type', 'name'), ranges);
    cursor.finish();
    expect(ranges).toHaveLength(4);
    expect([0, 2].map(i => (ranges[i]! < 0 ? undefined : text.slice(ranges[i], ranges[i + 1])))).toEqual(expected);
  });

  it('decodes any string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, ascii) => {
        const json = ascii ? JSON.stringify(text).replace(/[\u0080-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`) : JSON.stringify(text);
        const bytes = Buffer.from(json);
        expect(stringBetween(bytes, 1, bytes.length - 1)).toBe(JSON.parse(bytes.toString()));
      }),
    );
  });
});
