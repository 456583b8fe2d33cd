/** Where a command reads from and writes to; the only place that knows the process. */
export interface Console {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** For standard output. */
  readonly color: boolean;
  readonly errColor: boolean;
  readonly width: number;
  /** Standard error is a terminal: progress may be shown. */
  readonly interactive: boolean;
  readonly cwd: string;
}

const flushAt = 64 * 1024;

/** The process as a console. Colours follow --color and --no-color, then NO_COLOR, FORCE_COLOR and whether it is a terminal. */
export function processConsole(wish: boolean | undefined): Console & { readonly flush: () => void } {
  let pending: string[] = [];
  let size = 0;
  const flush = (): void => {
    if (size > 0) process.stdout.write(pending.join(''));
    pending = [];
    size = 0;
  };
  return {
    out: text => {
      pending.push(text);
      size += text.length;
      if (size >= flushAt) flush();
    },
    err: text => {
      flush();
      process.stderr.write(text);
    },
    color: wish ?? wantsColor(process.stdout),
    errColor: wish ?? wantsColor(process.stderr),
    width: Math.min(Math.max(process.stdout.columns ?? 100, 40), 160),
    interactive: process.stderr.isTTY === true,
    cwd: process.cwd(),
    flush,
  };
}

function wantsColor(stream: { readonly isTTY?: boolean }): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return stream.isTTY === true && TERM !== 'dumb';
}
