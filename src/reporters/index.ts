import type { Reporter } from './reporter.ts';

/** A reporter's place in the registry: enough for `--format` and its help, the rest loaded on demand. */
export interface ReporterEntry {
  /** One line for the help. */
  readonly title: string;
  readonly load: () => Promise<Reporter>;
}

/** Every report format by its name. Only the one that is used is loaded. */
export const reporters = {
  terminal: { title: 'Text for a terminal, grouped by node group', load: async () => (await import('./terminal.ts')).terminal },
  json: { title: 'JSON, the contract other tools read', load: async () => (await import('./json.ts')).json },
  sarif: { title: 'SARIF 2.1.0, for code scanning', load: async () => (await import('./sarif.ts')).sarif },
  markdown: { title: 'Markdown, for a job summary', load: async () => (await import('./markdown.ts')).markdown },
  junit: { title: 'JUnit XML, for test reports in CI', load: async () => (await import('./junit.ts')).junit },
} satisfies Record<string, ReporterEntry>;

export type ReporterName = keyof typeof reporters;

export function isReporterName(name: string): name is ReporterName {
  return Object.hasOwn(reporters, name);
}

/** How a problem with the input is printed; loaded only where there is one. */
export const loadRenderDiagnostic = async () => (await import('./diagnostic.ts')).renderDiagnostic;

export type { Reporter, RenderOptions } from './reporter.ts';
export type { JsonFinding, JsonReport } from './json-report.ts';
