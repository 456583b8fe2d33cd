/** A place in a file the user can open. Lines and columns count from 1; `column` counts UTF-16 units. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  /** The source's own name of the place: a Terraform address, a logical id. */
  readonly address?: string;
}

/**
 * How a value came to be: written in the input (`set`), AWS's factory default (`default`), done by EKS, Karpenter or
 * eksctl (`service`), declared in the policy file (`declared`), or the value AWS has now (`observed`).
 */
export type DecidedBy = 'set' | 'default' | 'service' | 'declared' | 'observed';
