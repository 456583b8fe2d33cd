import type { Source } from './source.ts';

/** Every source by its name; only the one that an input needs is loaded. */
export const sources = {
  'terraform-plan': async (): Promise<Source> => (await import('./terraform/index.ts')).terraformPlan,
} satisfies Record<string, () => Promise<Source>>;

export type { Source, SourceResult, SourceSettings } from './source.ts';
