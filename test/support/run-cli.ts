import { main } from '../../src/cli/main.ts';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A command line, run in this process as from an empty folder with no terminal. */
export async function runCli(args: readonly string[], { cwd = '/', width = 1000 }: { readonly cwd?: string; readonly width?: number } = {}): Promise<Outcome> {
  let [out, err] = ['', ''];
  const code = await main(args, {
    out: text => void (out += text),
    err: text => void (err += text),
    color: false,
    errColor: false,
    width,
    interactive: false,
    cwd,
    finish: () => Promise.resolve(undefined),
  });
  return { code, out, err };
}
