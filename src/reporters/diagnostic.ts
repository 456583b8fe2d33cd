import { Chalk } from 'chalk';
import type { Diagnostic } from '../diagnostics/index.ts';
import { guard, show, visible } from './escape.ts';
import type { RenderOptions } from './reporter.ts';
import { problemPlace } from './spell.ts';
import { label } from './text.ts';
import { wrap } from './wrap.ts';

/** What, where, why and how to fix, under the diagnostic's code; ends in a newline. */
export function renderDiagnostic(diagnostic: Diagnostic, options: Pick<RenderOptions, 'color' | 'width'>): string {
  const chalk = new Chalk({ level: options.color ? 1 : 0 });
  const paint = { error: chalk.red, warning: chalk.yellow, note: chalk.blue }[diagnostic.severity];
  const head = `${diagnostic.severity}[${show(diagnostic.code, 80)}]`;
  const at = show(problemPlace(diagnostic));
  const { message, frame } = framed(diagnostic.message);
  const [first = head, ...more] = wrap(show(message, 1000), options.width, `${head}  `, '  ');
  const lines = [
    paint.bold(head) + first.slice(head.length),
    ...more,
    ...frame.map(line => show(line, 1000)),
    chalk.cyan(`  ${at}`),
    ...(diagnostic.why === undefined ? [] : label('why', visible(diagnostic.why), options.width)),
    ...(diagnostic.fix === undefined ? [] : fixLines(diagnostic.fix, options.width)),
  ];
  return `${lines.map(guard).join('\n')}\n`;
}

/**
 * A message may end in a frame, the line of the file and carets under it, which means nothing once wrapped. Only what looks
 * like one is taken for it: any other line break is the input's, and stays written out.
 */
function framed(message: string): { readonly message: string; readonly frame: readonly string[] } {
  const [, text = message, code, carets] = /^([^]*)\n( {2}\d+ \| .*)\n( {2} +\| [ \t]*\^+)$/.exec(message) ?? [];
  if (code === undefined || carets === undefined) return { message, frame: [] };
  // A tab is as wide as the terminal likes, so both lines take spaces.
  return { message: text, frame: [code, carets].map(line => line.replaceAll('\t', '  ')) };
}

/** A fix may be several commands, one a line: they stay lines of their own, so that they can be pasted. */
function fixLines(fix: string, width: number): readonly string[] {
  const [first = '', ...commands] = fix.split('\n');
  return [...label('fix', visible(first), width), ...commands.map(command => `       ${visible(command.trimEnd())}`)];
}
