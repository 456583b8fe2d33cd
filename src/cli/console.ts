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

/** The process's own console. */
export interface ProcessConsole extends Console {
  /** Writes what is held back; answers with what became of standard output, undefined where all of it was taken. */
  readonly finish: () => Promise<NodeJS.ErrnoException | undefined>;
}

/** The process as a console. Colours follow --color and --no-color, then NO_COLOR, FORCE_COLOR and whether it is a terminal. */
export function processConsole(wish: boolean | undefined): ProcessConsole {
  let pending: string[] = [];
  let size = 0;
  let lost: NodeJS.ErrnoException | undefined;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => (lost ??= error));
  // Nobody is left to be told.
  process.stderr.on('error', () => undefined);
  const flush = (): void => {
    const text = pending.join('');
    pending = [];
    size = 0;
    if (text === '' || lost) return;
    try {
      process.stdout.write(text);
    } catch (error) {
      // Files are written at once, and their errors thrown.
      lost = error as NodeJS.ErrnoException;
    }
  };
  return {
    out: text => {
      if (lost) return;
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
    finish: async () => {
      flush();
      if (!lost) await new Promise(resolve => process.stdout.write('', resolve));
      return lost;
    },
  };
}

function wantsColor(stream: { readonly isTTY?: boolean }): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return stream.isTTY === true && TERM !== 'dumb';
}
