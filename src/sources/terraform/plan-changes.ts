import { parseBetween, shape } from './json-bytes.ts';
import { planProblems, type Problem } from './plan-problems.ts';
import { isText, isTooLarge, parseObject, type Slice, stringAt, valueKind, type Walk } from './plan-slices.ts';

/** One element of `resource_changes`; `parse()` gives all of it, with an object as its `change`. */
export interface PlanChange extends Slice {
  readonly address: string;
  /** Undefined in the root module. */
  readonly moduleAddress: string | undefined;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly index: string | number | undefined;
  /** The key of a deposed object: one that waits for deletion after a replacement. */
  readonly deposed: string | undefined;
  /** What is done with it, where that stands first in its `change`, as Terraform writes it; otherwise it takes `parse()`. */
  readonly actions: readonly string[] | undefined;
}

const CHANGE = shape('address', 'module_address', 'mode', 'type', 'name', 'index', 'deposed', 'change');

const DATA = Buffer.from('"data"');

/** Malformed elements that are told one by one; the rest is counted. */
const toldApart = 5;

/** Goes past the `resource_changes` that come next. None, and an error reported, if they are no list. */
export function walkChanges({ cursor, report }: Walk): PlanChange[] {
  const { bytes } = cursor;
  const first = cursor.peek();
  if (first !== '[') {
    const { offset } = cursor;
    cursor.skip();
    if (first !== 'n') report(planProblems.changesNotList(valueKind(first)), offset);
    return [];
  }
  const changes: PlanChange[] = [];
  const ranges: number[] = [];
  const moduleAddress = repeated(bytes);
  const typeAt = repeated(bytes);
  const nameAt = repeated(bytes);
  let index = -1;
  let malformed = 0;
  let firstUntold = -1;
  const leaveOut = (problem: Problem, offset: number): void => {
    if (malformed++ < toldApart) report(problem, offset);
    else if (firstUntold < 0) firstUntold = offset;
  };
  cursor.enterList();
  while (cursor.nextElement()) {
    index++;
    const offset = cursor.offset;
    const kind = cursor.peek();
    if (kind !== '{') {
      cursor.skip();
      leaveOut(planProblems.badChange(index, `is ${valueKind(kind)}; it should be an object`), offset);
      continue;
    }
    cursor.members(CHANGE, ranges);
    const end = cursor.offset;
    const address = stringAt(bytes, ranges[0]!, ranges[1]!);
    const type = typeAt(ranges[6]!, ranges[7]!);
    const name = nameAt(ranges[8]!, ranges[9]!);
    const change = ranges[14]!;
    if (address === undefined || type === undefined || name === undefined) {
      const missing = address === undefined ? 'address' : type === undefined ? 'type' : 'name';
      leaveOut(planProblems.badChange(index, `has no ${missing}`), offset);
    } else if (change < 0) {
      leaveOut(planProblems.badChange(index, 'has no change'), offset);
    } else if (bytes[change] !== 0x7b) {
      const seen = valueKind(String.fromCharCode(bytes[change]!));
      leaveOut(planProblems.badChange(index, `has ${seen} as its change; it should be an object`), change);
    } else if (isTooLarge(offset, end)) {
      report(planProblems.tooLarge(`resource_changes[${index}]`), offset);
    } else {
      // One literal, no spread: a plan has tens of thousands of these.
      changes.push({
        address,
        moduleAddress: moduleAddress(ranges[2]!, ranges[3]!),
        mode: isText(bytes, ranges[4]!, ranges[5]!, DATA) ? 'data' : 'managed',
        type,
        name,
        index: indexAt(bytes, ranges[10]!, ranges[11]!),
        deposed: stringAt(bytes, ranges[12]!, ranges[13]!),
        actions: actionsAt(bytes, change),
        offset,
        end,
        parse: () => parseObject(bytes, offset, end),
      });
    }
  }
  if (malformed > toldApart) report(planProblems.moreBadChanges(malformed - toldApart), firstUntold);
  return changes;
}

/** Strings of one member: Terraform sorts by address, so most are the one before, which is then given again. */
function repeated(bytes: Buffer): (start: number, end: number) => string | undefined {
  let last: string | undefined;
  let lastStart = -1;
  let lastEnd = -1;
  return (start, end) => {
    let i = 0;
    const length = end - start;
    if (length === lastEnd - lastStart) while (i < length && bytes[start + i] === bytes[lastStart + i]) i++;
    if (i < length || start < 0) last = stringAt(bytes, start, end);
    lastStart = start;
    lastEnd = end;
    return last;
  };
}

const ACTIONS = Buffer.from('"actions":[');
const longestActions = 64;
const knownActions = new Map<string, readonly string[] | undefined>();

/** The actions of a compact plan without parsing its change: most resources of an estate are never looked at otherwise. */
function actionsAt(bytes: Buffer, change: number): readonly string[] | undefined {
  const start = change + 1;
  if (bytes.compare(ACTIONS, 0, ACTIONS.length, start, Math.min(start + ACTIONS.length, bytes.length)) !== 0) return undefined;
  const from = start + ACTIONS.length;
  const end = bytes.indexOf(0x5d, from);
  if (end < 0 || end - from > longestActions) return undefined;
  const text = bytes.toString('latin1', from, end);
  if (!knownActions.has(text) && knownActions.size < 100) knownActions.set(text, /^(?:"[a-z-]+"(?:,|$))*$/.test(text) ? text.split(',').map((action: string) => action.slice(1, -1)) : undefined);
  return knownActions.get(text);
}

/** The key of `for_each` or the number of `count`. */
function indexAt(bytes: Buffer, start: number, end: number): string | number | undefined {
  const text = stringAt(bytes, start, end);
  if (text !== undefined || start < 0) return text;
  const value = bytes[start] === 0x7b || bytes[start] === 0x5b ? undefined : parseBetween(bytes, start, end);
  return typeof value === 'number' ? value : undefined;
}
