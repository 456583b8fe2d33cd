/**
 * A problem with the input rather than with the nodes. It says what, where, why and how to fix, under a stable code.
 * An `error` means that the input was not judged; a `warning` that it was, with something missing; a `note` that a
 * reader of the report should know how it was read.
 */
export interface Diagnostic {
  /** Stable, kebab-case: `plan-is-binary`. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'note';
  /** The input as the user named it; `-` is stdin. */
  readonly file: string;
  /** Line and column from 1. */
  readonly position?: { readonly line: number; readonly column: number };
  /** What is wrong, naming what was seen. */
  readonly message: string;
  /** Why that matters or what it means. */
  readonly why?: string;
  /** One action to take, ending in something to paste where there is one. */
  readonly fix?: string;
  readonly cause?: unknown;
}
