import type { Run } from '../findings/index.ts';

/** What a report may be rendered for; decided by `cli/`, never looked up by a reporter. */
export interface RenderOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Which verdicts the JSON report lists. */
  readonly verdicts: 'fail' | 'default' | 'all';
  /** Category for SARIF's `automationDetails.id`. */
  readonly category: string;
}

/** A pure function of the run: no clock, no console, no sorting of its own. */
export interface Reporter {
  readonly title: string;
  /** The report in chunks, so that a large one is never one string. */
  readonly render: (run: Run, options: RenderOptions) => Iterable<string>;
  /** What was left out of the report, to be said on stderr. */
  readonly leftOut?: (run: Run) => string | undefined;
}
