import type { Diagnostic } from '../diagnostics/index.ts';
import type { Inventory } from '../inventory/index.ts';

/** What a source made of one input. */
export interface SourceResult {
  /** Absent if the input could not be read; the diagnostics say why. */
  readonly inventory?: Inventory;
  /** Which tool and format wrote it: "Terraform 1.11.4 plan, format 1.2". */
  readonly description?: string;
  /** The input does not tell everything. */
  readonly cut?: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** A reader of one kind of input. It never throws on odd input. */
export interface Source {
  readonly title: string;
  /** `name` is the input as the user gave it, for locations and messages. */
  readonly read: (bytes: Uint8Array, name: string, settings: SourceSettings) => SourceResult;
}

export interface SourceSettings {
  readonly plan: 'complete' | 'partial';
}
