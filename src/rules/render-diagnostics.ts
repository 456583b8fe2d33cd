import type { Diagnostic } from '../diagnostics/index.ts';

/** Diagnostics as plain lines for a build or a test to print; reports have a renderer of their own. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.flatMap(({ code, severity, file, position, message, fix }) => [
    `${severity}[${code}] ${file}${position ? `:${position.line}:${position.column}` : ''}`,
    `  ${message.replaceAll('\n', '\n  ')}`,
    ...(fix === undefined ? [] : [`  fix: ${fix}`]),
    '',
  ]);
}
