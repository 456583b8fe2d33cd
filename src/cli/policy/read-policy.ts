import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Diagnostic } from '../../diagnostics/index.ts';
import type { Policy } from '../../findings/index.ts';
import type { Rule } from '../../rules/index.ts';
import { defaultPolicy } from './default-policy.ts';
import type { Reading } from './json-shape.ts';
import { policyShape, settingOf } from './policy-shape.ts';

export interface ReadPolicy {
  /** Absent where the text has an error. */
  readonly policy?: Policy;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * A policy from the text of its file, with everything that is wrong with it, in the order of the text. Comments are allowed,
 * since a rule that is off wants a reason beside it; trailing commas are not. A text that is no JSON is only told so: what it
 * means would be guessed. `rules` are all that exist, a user's own too. Never throws.
 */
export function readPolicy(text: string, file: string, rules: readonly Rule[], now: Date): ReadPolicy {
  // Windows editors begin UTF-8 with a byte order mark, which is no JSON.
  const source = text.replace(/^\ufeff/, '');
  const place = places(source);
  const { root, errors } = parse(source);
  if (!root || errors.length > 0) return { diagnostics: syntaxProblems(source, errors).map(problem => ({ ...problem, file, position: place(problem.offset) })).map(withoutOffset) };

  const problems: (Diagnostic & { readonly offset: number })[] = [];
  const reading: Reading = {
    now,
    position: node => place(node.offset),
    note: (node, problem) => void problems.push({ severity: 'error', ...problem, file, position: place(node.offset), offset: node.offset }),
  };
  const read = policyShape(rules).read(root, reading, '');
  const diagnostics = problems.sort((a, b) => a.offset - b.offset).map(withoutOffset);
  if (!read || diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics };
  const { $schema: _, rules: settings, clusters, parameters, ...rest } = read;
  return {
    policy: {
      ...defaultPolicy,
      file,
      ...rest,
      parameters: { ...defaultPolicy.parameters, ...parameters },
      rules: new Map([...(settings ?? [])].map(([id, setting]) => [id, settingOf(setting)])),
      clusters: new Map([...(clusters ?? [])].map(([name, { facts }]) => [name, facts ?? {}])),
    },
    diagnostics,
  };
}

function parse(source: string): { readonly root?: Node | undefined; readonly errors: readonly (ParseError | 'too deep')[] } {
  const errors: ParseError[] = [];
  try {
    return { root: parseTree(source, errors, { disallowComments: false, allowTrailingComma: false }), errors };
  } catch (error) {
    // The parser recurses; a policy is six levels deep.
    if (error instanceof RangeError) return { errors: ['too deep'] };
    throw error;
  }
}

type SyntaxProblem = Omit<Diagnostic, 'file' | 'position'> & { readonly offset: number };

const notJson = { code: 'policy-not-json', severity: 'error', why: 'the policy has to be JSON; comments are allowed' } as const;

/** The first problem of each line, ten at most: what follows on a line is mostly the same problem once more. */
function syntaxProblems(source: string, errors: readonly (ParseError | 'too deep')[]): readonly SyntaxProblem[] {
  if (source.trim() === '') return [{ ...notJson, offset: 0, message: 'the policy file is empty', fix: 'write {} for the defaults, or start one with: eks-audit init' }];
  const lines = new Set<number>();
  const place = places(source);
  const problems = errors.flatMap((error): readonly SyntaxProblem[] => {
    if (error === 'too deep') return [{ ...notJson, offset: 0, message: 'the policy file is nested too deeply', fix: 'start anew with: eks-audit init' }];
    const { line } = place(error.offset);
    if (lines.has(line)) return [];
    lines.add(line);
    return [{ ...notJson, offset: error.offset, ...explain(source, error) }];
  });
  return problems.length > 0 ? problems.slice(0, 10) : [{ ...notJson, offset: 0, message: 'the policy file holds no JSON value', fix: 'start one with: eks-audit init' }];
}

function explain(source: string, { error, offset, length }: ParseError): { readonly message: string; readonly fix: string } {
  const seen = source.slice(offset, offset + Math.min(Math.max(length, 1), 40));
  const found = seen.trim() === '' ? 'the end of the file' : JSON.stringify(seen);
  const name = printParseErrorCode(error);
  if (/^[}\]]/.test(seen) && /,\s*$/.test(source.slice(0, offset))) return { message: `a comma is followed by ${found}, not by another member`, fix: 'remove the comma' };
  if (seen.startsWith("'")) return { message: `${found} is no JSON: texts stand in double quotes`, fix: `write " instead of '` };
  const known = Object.hasOwn(explanations, name) ? explanations[name] : undefined;
  return { message: known ? `${known.what}: found ${found}` : `${found} is no JSON`, fix: known?.fix ?? 'correct it, or start anew with: eks-audit init' };
}

/** By the parser's name of the problem. */
const explanations: Readonly<Record<string, { readonly what: string; readonly fix: string }>> = {
  PropertyNameExpected: { what: 'a key in double quotes is expected', fix: 'put the key in double quotes' },
  ValueExpected: { what: 'a value is expected', fix: 'give a value' },
  ColonExpected: { what: 'a colon is expected after the key', fix: 'put a colon between key and value' },
  CommaExpected: { what: 'a comma is expected between two members', fix: 'put a comma before it' },
  CloseBraceExpected: { what: 'an object is not closed', fix: 'close it with }' },
  CloseBracketExpected: { what: 'a list is not closed', fix: 'close it with ]' },
  EndOfFileExpected: { what: 'the policy ended before this', fix: 'remove what follows the last }' },
  UnexpectedEndOfString: { what: 'a text is not closed on its line', fix: 'close it with a double quote' },
  UnexpectedEndOfComment: { what: 'a comment is not closed', fix: 'close it with */' },
  InvalidEscapeCharacter: { what: 'a text holds an escape that JSON does not have', fix: 'write a backslash as \\\\' },
  InvalidCharacter: { what: 'a text holds a control character', fix: 'write it as an escape: \\t, \\n' },
};

function withoutOffset({ offset: _, ...diagnostic }: Diagnostic & { readonly offset: number }): Diagnostic {
  return diagnostic;
}

/** Line and column, from 1, of an offset. */
function places(source: string): (offset: number) => { readonly line: number; readonly column: number } {
  const starts = [0, ...[...source.matchAll(/\r\n|\r|\n/g)].map(({ 0: end, index }) => index + end.length)];
  return offset => {
    const line = starts.findLastIndex(start => start <= offset);
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
}
