import type { Diagnostic } from './diagnostics/index.ts';
import { assess, type AssessedInput, type Assessment, type Run } from './findings/index.ts';
import { assemble, type NodeOptions } from './nodes/index.ts';
import { sources, type SourceSettings } from './sources/index.ts';

/** One input as it was found: its bytes, or why there are none. */
export interface ScanInput {
  /** As the user named it; `-` is stdin. */
  readonly path: string;
  readonly bytes?: Uint8Array;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ScanSettings extends Omit<Assessment, 'inputs'> {
  readonly options: NodeOptions;
  readonly source: SourceSettings;
}

/** The pipeline: read into an inventory, assemble into nodes, judge, report what was found. */
export async function scan(inputs: readonly ScanInput[], settings: ScanSettings): Promise<Run> {
  const assessed: AssessedInput[] = [];
  const diagnostics: Diagnostic[] = [...settings.diagnostics];
  for (const { path, bytes, diagnostics: found } of inputs) {
    diagnostics.push(...found);
    if (!bytes) {
      assessed.push({ input: { path, kind: 'unknown', read: 'not at all', passedOver: [] } });
      continue;
    }
    const source = await sources['terraform-plan']();
    const result = source.read(bytes, path, settings.source);
    diagnostics.push(...result.diagnostics);
    if (!result.inventory) {
      assessed.push({ input: { path, kind: source.title, read: 'not at all', passedOver: [] } });
      continue;
    }
    const assembled = assemble(result.inventory, settings.options);
    assessed.push({
      input: {
        path,
        kind: source.title,
        ...(result.description === undefined ? {} : { description: result.description }),
        read: result.cut === true ? 'in part' : 'whole',
        passedOver: assembled.passedOver,
      },
      inventory: result.inventory,
      assembled,
    });
  }
  return assess({ ...settings, inputs: assessed, diagnostics });
}
