import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync, statSync } from 'node:fs';
import { cpus, devNull } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { generatePlan } from './generate-plan.ts';

/**
 * `npm run bench`, or `npm run bench -- 1000 10000` for these sizes only: times `scan` against an empty Node and against Node
 * parsing the same plan, the three in turn so that a slow minute of the machine hits all of them, and prints the medians of the
 * ratios of each turn. Peak memory is of one run more, in which each process says it as it exits.
 */
const folder = '.bench';
const shares = [0.05, 1];
const allSizes = [30, 1_000, 10_000, 50_000];

/** A peak of its own: on Linux `maxRSS` starts from that of the process that started it. */
const saysItsPeak = `data:text/javascript,${encodeURIComponent(`
import { readFileSync, writeSync } from 'node:fs';
process.on('exit', () => {
  let kB = process.resourceUsage().maxRSS;
  try { kB = /VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))[1]; } catch {}
  writeSync(3, String(kB));
});`)}`;

interface Row {
  readonly resources: number;
  readonly share: number;
  readonly megabytes: number;
  readonly seconds: Readonly<Record<'empty' | 'parse' | 'scan', number>>;
  readonly timesEmpty: number;
  readonly timesParse: number;
  readonly peak: Readonly<Record<'empty' | 'parse' | 'scan', number>>;
}

const asked = process.argv.slice(2).map(Number);
if (asked.some(size => !Number.isInteger(size) || size < 1)) {
  console.error('usage: npm run bench -- [resources…]');
  process.exit(2);
}

mkdirSync(folder, { recursive: true });
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${process.platform}\n`);
console.log('| resources | in node groups | plan | `node -e 0` | `JSON.parse` | scan | scan ÷ `node -e 0` | scan ÷ `JSON.parse` | peak: `JSON.parse` | scan | ratio |');
console.log('| --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |');
for (const resources of asked.length > 0 ? asked : allSizes) {
  for (const share of shares) {
    const { megabytes, seconds, timesEmpty, timesParse, peak } = await measure(resources, share);
    const cells = [
      resources.toLocaleString('en'),
      `${share * 100} %`,
      `${megabytes.toFixed(megabytes < 10 ? 1 : 0)} MB`,
      ...[seconds.empty, seconds.parse, seconds.scan].map(time => `${(time * 1000).toFixed(0)} ms`),
      ...[timesEmpty, timesParse].map(times => `**${times.toFixed(2)} ×**`),
      ...[peak.parse, peak.scan].map(size => `${size.toFixed(0)} MB`),
      `**${(peak.scan / peak.parse).toFixed(2)} ×**`,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

async function measure(resources: number, share: number): Promise<Row> {
  const file = join(folder, `${resources}-${share * 100}-percent.json`);
  await write(file, generatePlan({ resources, share }));
  const commands = {
    empty: ['-e', '0'],
    parse: ['-e', `JSON.parse(require('node:fs').readFileSync(${JSON.stringify(file)}, 'utf8'))`],
    scan: ['bin/eks-audit.js', 'scan', file, '--format', 'json', '--output', devNull, '--fail-on', 'none', '--no-policy'],
  };
  const rounds = resources > 20_000 ? 5 : resources > 5_000 ? 9 : 15;
  const turns = Array.from({ length: rounds + 1 }, () => ({ empty: timed(commands.empty), parse: timed(commands.parse), scan: timed(commands.scan) }))
    // The first one warms the file cache.
    .slice(1);
  return {
    resources,
    share,
    megabytes: statSync(file).size / 1e6,
    seconds: { empty: median(turns.map(({ empty }) => empty)), parse: median(turns.map(({ parse }) => parse)), scan: median(turns.map(({ scan }) => scan)) },
    timesEmpty: median(turns.map(({ scan, empty }) => scan / empty)),
    timesParse: median(turns.map(({ scan, parse }) => scan / parse)),
    peak: { empty: peakOf(commands.empty), parse: peakOf(commands.parse), scan: peakOf(commands.scan) },
  };
}

async function write(file: string, pieces: Iterable<string>): Promise<void> {
  const stream = createWriteStream(file);
  for (const piece of pieces) if (!stream.write(piece)) await once(stream, 'drain');
  stream.end();
  await once(stream, 'finish');
}

/** Seconds from start to end, as a user waits for it. */
function timed(command: readonly string[]): number {
  const start = process.hrtime.bigint();
  check(command, spawnSync(process.execPath, command, { stdio: ['ignore', 'ignore', 'pipe'] }));
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** Megabytes (10⁶ bytes) of resident memory at the most. */
function peakOf(command: readonly string[]): number {
  const result = spawnSync(process.execPath, ['--import', saysItsPeak, ...command], { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  check(command, result);
  return (Number(String(result.output[3])) * 1024) / 1e6;
}

function check(command: readonly string[], { status, stderr }: { readonly status: number | null; readonly stderr: Uint8Array }): void {
  if (status !== 0) throw new Error(`node ${command.join(' ')} ended with ${status}: ${Buffer.from(stderr).toString('utf8').slice(0, 2000)}`);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? Number.NaN)) / 2;
}
