import { type Segment, type ShellCommand, shellCommands, type Word } from './shell-words.ts';
import type { Blindspot, Place } from './types.ts';
import { asText, fromBase64 } from './unpack.ts';

/** A text that some shell runs, and where it stands. */
export interface Script {
  readonly text: string;
  readonly part: number;
  readonly firstLine: number;
  /** All of it stands on one line of the part (an array of `runcmd`, the argument of `sh -c`). */
  readonly onOneLine?: boolean;
}

/** A word after expansion. What is not known keeps its spelling: `${NAME}`, `$(command)`. */
export interface Argument {
  readonly text: string;
  readonly known: boolean;
  readonly quoted: boolean;
  /** Variables that nothing in sight assigns: placeholders, most likely. */
  readonly open: readonly string[];
}

/** A command that runs, wrappers (`sudo`, `env`, `timeout`) taken off. */
export interface RunCommand extends Place {
  /** Last part of the command's path. */
  readonly name: string;
  /** The command itself first. */
  readonly words: readonly Argument[];
  /** It stands under an `if`, a `case` or a loop. */
  readonly conditional: boolean;
  readonly writesTo: readonly string[];
  /** Bodies of its heredocs. */
  readonly input: string;
  readonly inputLine?: number;
  readonly pipedFrom?: RunCommand;
  readonly inFunction?: string;
}

export interface ShellRun {
  readonly commands: readonly RunCommand[];
  readonly blindspots: readonly Blindspot[];
  /** Files that it writes with contents in sight. */
  readonly files: ReadonlyMap<string, Script>;
}

interface Value {
  readonly text: string;
  readonly known: boolean;
  readonly open: readonly string[];
  /** Blocks it was assigned in; it is sure only inside all of them. */
  readonly within: readonly number[];
}

interface Block {
  readonly kind: 'if' | 'loop' | 'case' | 'group' | 'subshell' | 'function';
  readonly name?: string;
  /** It follows `&&` or `||`. */
  readonly sometimes?: boolean;
  id: number;
}

const deepest = 5;
const longestValue = 4096;
const longestFile = 256 * 1024;
const mostText = 4 * 1024 * 1024;
/** More than any script that fits into user data; what goes on is left unread, and said to be. */
const mostCommands = 20_000;
const deepestBlocks = 100;

const shells = new Set(['sh', 'bash', 'dash', 'zsh', 'ksh', 'ash']);
const interpreters = new Set(['python', 'python3', 'python2', 'perl', 'ruby', 'node', 'pwsh']);
const configurationManagement = new Set(['ansible-pull', 'ansible-playbook', 'puppet', 'chef-client', 'chef-solo', 'salt-call', 'salt-minion', 'cfn-init', 'cinc-client']);
const systemPath = /^\/(?:usr\/)?(?:local\/)?s?bin\/|^\/etc\/(?:eks|init\.d)\/|^\/opt\/aws\/|^\/snap\/bin\/|^\/var\/ossec\/bin\/|^\/opt\/(?:CrowdStrike|ds_agent|sentinelone|sophos-spl|microsoft|amazon|cni)\/|\/aws\/install$/;
/** Names of placeholders that may stand for any text; others stand for one short value (a name, an endpoint, a region). */
export const freeText = /arg(?:s|ument|uments)?(?:$|_)|Arg(?:s|uments?)|extra|option|opts|script|command|cmd|user_?data|bootstrap|(?:^|_)(?:pre|post)(?:$|_)|custom|additional|content|package|hook/i;

/**
 * Follows scripts as far as their text goes: variables, functions, files they write and then run, `eval`, `sh -c`. Nothing
 * is executed; conditions are taken both ways. Given files (cloud-config's) may be run or sourced by any script.
 */
export function runShell(scripts: readonly Script[], given: ReadonlyMap<string, Script>, isKnownTool: (command: string) => boolean): ShellRun {
  const commands: RunCommand[] = [];
  const blindspots: (Blindspot & { inFunction?: string })[] = [];
  const files = new Map(given);
  const seen = new Set<string>();
  let blocks = 0;
  let textLeft = mostText;
  let expansionLeft = mostText;
  let commandsLeft = mostCommands;
  let downloads = false;

  for (const script of scripts) interpret(script, new Map(), [], 0);

  const called = reachable(commands);
  return {
    commands: commands.filter(each => each.inFunction === undefined || called.has(each.inFunction)),
    blindspots: blindspots.filter(each => each.inFunction === undefined || called.has(each.inFunction)).map(({ part, line, why }) => ({ part, line, why })),
    files,
  };

  function interpret(script: Script, env: Map<string, Value>, outer: readonly Block[], depth: number): void {
    textLeft -= script.text.length;
    if (depth > deepest || textLeft < 0) {
      blindspots.push({ part: script.part, line: script.firstLine, why: 'unreadable' });
      return;
    }
    const stack = [...outer];
    const base = outer.length;
    const pop = (...kinds: Block['kind'][]): void => {
      const top = stack.at(-1);
      if (stack.length > base && top && kinds.includes(top.kind)) stack.pop();
    };
    let functionAhead: string | undefined;
    let previous: RunCommand | undefined;
    for (const command of shellCommands(script.text)) {
      commandsLeft -= 1;
      if (commandsLeft < 0 || stack.length > deepestBlocks) {
        blindspots.push({ part: script.part, line: script.firstLine, why: 'unreadable' });
        return;
      }
      const top = stack.at(-1);
      if (command.before === '(') stack.push({ kind: 'subshell', id: (blocks += 1) });
      else if ((command.before === ')' || command.before === ';;') && top?.kind === 'case') top.id = blocks += 1;
      else if (command.before === ')') pop('subshell');
      if (command.defines !== undefined) {
        functionAhead = plain(command.words.at(-1));
        continue;
      }
      let words = command.words;
      for (let keyword = plain(words[0]); keyword !== undefined; keyword = plain(words[0])) {
        const here = stack.at(-1);
        if (keyword === 'if') stack.push({ kind: 'if', id: (blocks += 1) });
        else if (keyword === 'else' || keyword === 'elif') {
          if (here?.kind === 'if') here.id = blocks += 1;
        } else if (keyword === 'fi') pop('if');
        else if (keyword === 'while' || keyword === 'until') stack.push({ kind: 'loop', id: (blocks += 1) });
        else if (keyword === 'for' || keyword === 'select') {
          stack.push({ kind: 'loop', id: (blocks += 1) });
          const each = plain(words[1]);
          if (each !== undefined) {
            const list = words.slice(3).map(word => resolve(word, env, stack));
            // Known as a list of words to install; more than one is no single value, so it is none to a name.
            set(env, each, { text: list.map(item => item.text).join(' '), known: list.length > 0 && list.every(item => item.known), open: [] }, stack);
          }
          words = [];
          break;
        } else if (keyword === 'done') pop('loop');
        else if (keyword === 'case') {
          stack.push({ kind: 'case', id: (blocks += 1) });
          words = [];
          break;
        } else if (keyword === 'esac') pop('case');
        else if (keyword === '{') {
          const sometimes = command.before === '&&' || command.before === '||';
          stack.push(functionAhead === undefined ? { kind: 'group', sometimes, id: (blocks += 1) } : { kind: 'function', name: functionAhead, id: (blocks += 1) });
          functionAhead = undefined;
        } else if (keyword === '}') pop('group', 'function');
        else if (keyword === 'function') {
          functionAhead = plain(words[1]);
          words = words.slice(1);
        } else if (keyword !== 'then' && keyword !== 'do' && keyword !== '!' && keyword !== 'time') break;
        words = words.slice(1);
      }
      const line = script.onOneLine ? script.firstLine : script.firstLine + command.line - 1;
      const sometimes = command.before === '&&' || command.before === '||';
      words = assign(words, env, stack, sometimes);
      if (words.length === 0 && command.redirects.length === 0) {
        previous = undefined;
        continue;
      }
      const pipedFrom = command.before === '|' || command.before === '|&' ? previous : undefined;
      const ran = execute(command, words, { part: script.part, line }, env, stack, depth, pipedFrom, script);
      previous = ran;
      if (ran?.name === 'exit' && !sometimes && stack.every(({ kind, sometimes: maybe }) => kind === 'group' && !maybe)) return;
    }
  }

  /** Takes the leading assignments off; alone, or after `export` and its like, they stay. */
  function assign(words: readonly Word[], env: Map<string, Value>, stack: readonly Block[], sometimes: boolean): readonly Word[] {
    const first = plain(words[0]);
    const declares = first !== undefined && ['export', 'readonly', 'local', 'declare', 'typeset'].includes(first);
    let at = declares ? 1 : 0;
    const found: { name: string; appends: boolean; value: Word }[] = [];
    for (; at < words.length; at += 1) {
      const word = words[at] as Word;
      const start = word.segments[0];
      const match = start && 'text' in start ? /^([A-Za-z_]\w*)(\+?)=/.exec(start.text) : undefined;
      if (match && start && 'text' in start) {
        const value = { segments: [{ text: start.text.slice(match[0].length) }, ...word.segments.slice(1)], quoted: true };
        found.push({ name: match[1] as string, appends: match[2] === '+', value });
      } else if (!declares) break;
    }
    if (at < words.length && !declares) return words.slice(at); // For one command only: `A=b command`.
    for (const { name, appends, value } of found) {
      const resolved = resolve(value, env, stack);
      const old = env.get(name);
      const text = appends && old ? `${old.text} ${resolved.text}` : resolved.text;
      const known = resolved.known && (!appends || !old || old.known);
      const unsure = sometimes && old !== undefined && old.text !== text;
      set(env, name, unsure ? { text: `\${${name}}`, known: false, open: [] } : { text, known, open: resolved.open }, stack);
    }
    return at >= words.length ? [] : words.slice(at);
  }

  function execute(
    command: ShellCommand,
    given: readonly Word[],
    place: Place,
    env: Map<string, Value>,
    stack: readonly Block[],
    depth: number,
    pipedFrom: RunCommand | undefined,
    script: Script,
  ): RunCommand | undefined {
    const words = withoutWrappers(given.flatMap(word => split(resolve(word, env, stack))));
    const first = words[0];
    const inFunction = functionOf(stack);
    const heredoc = command.heredocs[0];
    const ran: RunCommand = {
      ...place,
      name: first ? basename(first.text) : '',
      words,
      conditional: isConditional(stack),
      writesTo: command.redirects.filter(({ operator }) => operator.startsWith('>') && operator !== '>&').map(({ target }) => resolve(target, env, stack).text),
      input: [...command.heredocs.map(({ body }) => body), ...command.redirects.filter(({ operator }) => operator === '<<<').map(({ target }) => resolve(target, env, stack).text)].join('\n'),
      ...(heredoc && { inputLine: script.onOneLine ? script.firstLine : script.firstLine + heredoc.line - 1 }),
      ...(pipedFrom && { pipedFrom }),
      ...(inFunction !== undefined && { inFunction }),
    };
    commands.push(ran);
    const blind = (why: Blindspot['why']): void => void blindspots.push({ ...place, why, ...(inFunction !== undefined && { inFunction }) });
    keepFiles(ran);
    if (!first) return ran;
    if (first.open.length > 0) blind('free-text-placeholder');
    else if (words.some(word => !word.quoted && word.open.some(each => freeText.test(each)))) blind('free-text-placeholder');
    if (isDownload(ran)) downloads = true;
    if (ran.name === 'read') for (const word of words.slice(1)) set(env, word.text, { text: `\${${word.text}}`, known: false, open: [] }, stack);
    if (configurationManagement.has(ran.name)) blind('configuration-management');

    const inner = (text: string): Script => ({ text, part: place.part, firstLine: place.line, onOneLine: true });
    if (ran.name === 'eval') {
      const text = words.slice(1).map(word => word.text).join(' ');
      if (fetches(text)) blind('downloaded-script');
      else interpret(inner(text), env, stack, depth + 1);
    } else if (ran.name === 'source' || first.text === '.') {
      runPath(words[1], env, stack, depth, blind);
    } else if (shells.has(ran.name)) {
      const flag = words.findIndex((word, index) => index > 0 && /^-[a-z]*c$/.test(word.text));
      const target = words.slice(1).find(word => !/^[-+]/.test(word.text) && !/^(?:pipefail|errexit|xtrace|nounset)$/.test(word.text));
      const text = flag > 0 ? words[flag + 1]?.text : undefined;
      if (text !== undefined) {
        if (fetches(text) && /^\$\(|^`/.test(text)) blind('downloaded-script');
        else interpret(inner(text), new Map(env), stack, depth + 1);
      } else if (target && !words.some(word => word.text === '-s')) {
        if (/^<\(/.test(target.text)) {
          if (fetches(target.text)) blind('downloaded-script');
        } else if (isBootstrap(target.text)) {
          commands[commands.length - 1] = { ...ran, name: 'bootstrap.sh', words: words.slice(words.indexOf(target)) };
        } else runPath(target, new Map(env), stack, depth, blind);
      } else {
        const text = ran.input || (pipedFrom ? output(pipedFrom) : undefined);
        if (text !== undefined) interpret(heredoc ? { text, part: place.part, firstLine: ran.inputLine ?? place.line } : inner(text), new Map(env), stack, depth + 1);
        else if (pipedFrom && !isKnownTool(everything(pipedFrom))) blind('downloaded-script');
      }
    } else if (interpreters.has(ran.name)) {
      const target = words.slice(1).find(word => !word.text.startsWith('-'));
      if ((downloads && target && /[/.]/.test(target.text) && !files.has(target.text)) || (pipedFrom && isDownload(pipedFrom))) {
        if (!isKnownTool(everything(ran))) blind('downloaded-script');
      }
    } else if (first.text.includes('/') && !isBootstrap(first.text)) {
      runPath(first, new Map(env), stack, depth, blind);
    }
    return ran;

    function runPath(target: Argument | undefined, scope: Map<string, Value>, blocksAround: readonly Block[], level: number, blindTo: (why: Blindspot['why']) => void): void {
      if (!target) return;
      const file = files.get(target.text) ?? files.get(target.text.replace(/^\.\//, ''));
      if (file) {
        const key = `${target.text}\n${file.part}:${file.firstLine}`;
        if (seen.has(key)) return; // It runs itself, or ran before: once is enough to see what it does.
        // A sourced file gives variables to each who sources it; a run one is read once.
        if (scope !== env) seen.add(key);
        interpret(file, scope, blocksAround, level + 1);
      } else if (/^<\(/.test(target.text)) {
        if (fetches(target.text)) blindTo('downloaded-script');
      } else if (downloads && !systemPath.test(target.text) && !/^\/(?:etc|proc|sys|run)\//.test(target.text) && !isKnownTool(everything(ran))) {
        blindTo('downloaded-script');
      }
    }
  }

  /** Remembers what a command writes to a file, if the text is in sight. */
  function keepFiles(ran: RunCommand): void {
    const targets = ran.name === 'tee' ? ran.words.slice(1).filter(word => !word.text.startsWith('-')).map(word => word.text) : ran.writesTo;
    if (ran.name === 'cp' || ran.name === 'mv' || ran.name === 'install') {
      const [from, to] = ran.words.slice(1).filter(word => !word.text.startsWith('-')).slice(-2);
      const file = from && files.get(from.text);
      if (file && to) files.set(to.text, file);
    }
    if (targets.length === 0) return;
    const text = ran.name === 'tee' ? ran.input || (ran.pipedFrom && output(ran.pipedFrom)) : output(ran);
    if (text === undefined || text === '') return;
    const heredocLine = ran.name === 'tee' ? (ran.inputLine ?? ran.pipedFrom?.inputLine) : ran.inputLine;
    for (const target of targets) {
      const old = files.get(target);
      if (old) {
        if (old.text.length < longestFile) files.set(target, { ...old, text: `${old.text}\n${text}` });
      } else files.set(target, { text, part: ran.part, firstLine: heredocLine ?? ran.line, ...(heredocLine === undefined && { onOneLine: true }) });
    }
  }

  /** What a command prints, where that is in sight. */
  function output(ran: RunCommand): string | undefined {
    const rest = ran.words.slice(1);
    if (ran.name === 'echo' || ran.name === 'printf') {
      const text = rest.filter(word => word.quoted || !/^-[neE]+$/.test(word.text)).map(word => word.text).join(' ');
      return text.replaceAll('\\n', '\n');
    }
    if (ran.name === 'cat') return ran.input || (rest[0] ? files.get(rest[0].text)?.text : undefined);
    if (ran.name === 'base64' && rest.some(word => /^(?:-d|-D|--decode|-di)$/.test(word.text))) {
      const encoded = ran.input || (ran.pipedFrom && output(ran.pipedFrom));
      const bytes = encoded ? fromBase64(encoded) : undefined;
      return bytes && asText(bytes);
    }
    return undefined;
  }

  function resolve(word: Word, env: ReadonlyMap<string, Value>, stack: readonly Block[]): Argument {
    let text = '';
    let known = true;
    const open: string[] = [];
    for (const segment of word.segments) {
      const value = expand(segment, env, stack);
      text += value.text;
      known &&= value.known;
      open.push(...value.open.slice(0, 8));
      if (text.length > longestValue) known &&= word.segments.length === 1;
      if (text.length > longestValue && !known) break;
    }
    return { text, known, quoted: word.quoted, open };
  }

  function expand(segment: Segment, env: ReadonlyMap<string, Value>, stack: readonly Block[]): { text: string; known: boolean; open: readonly string[] } {
    if ('text' in segment) return { text: segment.text, known: true, open: [] };
    if ('computed' in segment) return { text: segment.computed.slice(0, longestValue), known: false, open: [] };
    const value = env.get(segment.ref);
    if (value) {
      const sure = value.within.every((id, index) => stack[index]?.id === id);
      expansionLeft -= value.text.length;
      return sure && value.text.length <= longestValue && expansionLeft > 0 ? value : { text: segment.raw, known: false, open: [] };
    }
    if (segment.fallback !== undefined) return { text: segment.fallback, known: true, open: [] };
    // `$1`, `$?`, `$@`: a shell's own, whatever they hold.
    return { text: segment.raw, known: false, open: /^[A-Za-z_<{]/.test(segment.ref) || segment.ref === '' ? [segment.ref || segment.raw] : [] };
  }

  function set(env: Map<string, Value>, name: string, value: Omit<Value, 'within'>, stack: readonly Block[]): void {
    // A plain group is no block of its own: what it assigns stays.
    const deepestSure = stack.findLastIndex(block => block.kind !== 'group' || block.sometimes);
    env.set(name, { ...value, within: stack.slice(0, deepestSure + 1).map(block => block.id) });
  }
}

/** `/etc/eks/bootstrap.sh`, also as a path that ends so. */
export const isBootstrap = (path: string): boolean => /(?:^|\/)etc\/eks\/bootstrap\.sh$/.test(path);

export const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The command as one line, cut where it gets very long. */
export function everything(ran: RunCommand): string {
  let line = '';
  for (const { text } of ran.words) {
    line += line === '' ? text : ` ${text}`;
    if (line.length > longestValue) break;
  }
  return line;
}

function plain(word: Word | undefined): string | undefined {
  const only = word?.segments.length === 1 && !word.quoted ? word.segments[0] : undefined;
  return only && 'text' in only ? only.text : undefined;
}

/** An unquoted value is cut at white space, as a shell does. */
function split(word: Argument): readonly Argument[] {
  if (word.quoted || !word.known || !/\s/.test(word.text)) return word.text === '' && !word.quoted ? [] : [word];
  return word.text.split(/\s+/).filter(text => text !== '').map(text => ({ ...word, text }));
}

function isConditional(stack: readonly Block[]): boolean {
  return stack.some(({ kind, sometimes }) => kind === 'if' || kind === 'loop' || kind === 'case' || sometimes);
}

function functionOf(stack: readonly Block[]): string | undefined {
  return stack.findLast(({ kind }) => kind === 'function')?.name;
}

function withoutWrappers(words: readonly Argument[]): readonly Argument[] {
  let rest = words;
  for (let guard = 0; guard < 8; guard += 1) {
    const name = rest[0] ? basename(rest[0].text) : '';
    const valued = wrappers.get(name);
    if (valued === undefined || rest.length < 2) return rest;
    let at = 1;
    while (at < rest.length - 1) {
      const text = (rest[at] as Argument).text;
      if (valued.includes(text)) at += 2;
      else if (text.startsWith('-') || (/^[A-Za-z_]\w*=/.test(text) && (name === 'env' || name === 'sudo'))) at += 1;
      else break;
    }
    if (name === 'timeout' && at < rest.length - 1) at += 1;
    if (name === 'su') {
      const command = rest.findIndex(word => word.text === '-c' || word.text === '--command');
      return command > 0 ? [{ text: 'sh', known: true, quoted: false, open: [] }, ...rest.slice(command)] : rest;
    }
    rest = rest.slice(at);
  }
  return rest;
}

/** Commands that only run another one, with their options that take a value. */
const wrappers: ReadonlyMap<string, readonly string[]> = new Map([
  ['sudo', ['-u', '-g', '-h', '-p', '-C', '-D']],
  ['exec', ['-a']],
  ['nohup', []],
  ['command', []],
  ['builtin', []],
  ['env', ['-u', '-C']],
  ['nice', ['-n']],
  ['ionice', ['-c', '-n']],
  ['timeout', ['-s', '-k']],
  ['setsid', []],
  ['stdbuf', ['-o', '-e', '-i']],
  ['time', []],
  ['su', []],
  ['systemd-run', ['-p', '-u', '--unit', '--property']],
]);

function isDownload(ran: RunCommand): boolean {
  if (ran.name === 'curl' || ran.name === 'wget' || ran.name === 'aria2c' || ran.name === 'gsutil') return true;
  const second = ran.words[1]?.text;
  if (ran.name === 'aws') return ran.words.some(word => word.text === 's3' || word.text === 's3api');
  return ran.name === 'git' && second === 'clone';
}

const fetches = (text: string): boolean => /\b(?:curl|wget|aws\s+s3)\b/.test(text);

/** Functions that are called from the top, or by one that is. A name given to any command counts (`retry join`, `trap cleanup`). */
function reachable(commands: readonly RunCommand[]): ReadonlySet<string> {
  const calls = new Map<string | undefined, Set<string>>();
  const names = new Set(commands.map(each => each.inFunction).filter(name => name !== undefined));
  for (const { words, inFunction } of commands) {
    for (const { text } of words) {
      if (!names.has(text)) continue;
      const known = calls.get(inFunction);
      if (known) known.add(text);
      else calls.set(inFunction, new Set([text]));
    }
  }
  const found = new Set<string>();
  const queue = [...(calls.get(undefined) ?? [])];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    queue.push(...(calls.get(next) ?? []));
  }
  return found;
}
