import type { Console } from '../console.ts';
import { setUp, type JudgingOptions } from '../setup.ts';
import { say } from './scan.ts';

/** Lists the rules with their severities and whether the policy has them on. */
export async function rulesCommand(options: JudgingOptions & { readonly format: 'text' | 'json' }, console: Console): Promise<number> {
  const { rules, known, diagnostics } = await setUp(options, console, new Date());
  await say(diagnostics, console);
  if (diagnostics.some(({ severity }) => severity === 'error')) return 2;
  const enabled = new Map(rules.map(rule => [rule.id, rule]));
  const listed = known.map(rule => ({ id: rule.id, severity: (enabled.get(rule.id) ?? rule).severity, subject: rule.subject, topic: rule.topic, title: rule.title, enabled: enabled.has(rule.id) }));
  if (options.format === 'json') {
    console.out(`${JSON.stringify(listed, null, 2)}\n`);
    return 0;
  }
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: console.color ? 1 : 0 });
  const width = Math.max(...listed.map(({ id }) => id.length));
  let topic = '';
  for (const rule of listed) {
    if (rule.topic !== topic) console.out(`${topic === '' ? '' : '\n'}${chalk.bold(rule.topic)}\n`);
    topic = rule.topic;
    const line = `  ${rule.id.padEnd(width)}  ${rule.severity.padEnd(8)}  ${rule.title}${rule.enabled ? '' : ' (off)'}`;
    console.out(`${rule.enabled ? line : chalk.dim(line)}\n`);
  }
  console.out(`\n${listed.length} rules, ${enabled.size} on. One of them: eks-audit explain ${listed[0]?.id ?? '<rule>'}\n`);
  return 0;
}
