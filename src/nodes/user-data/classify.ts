import type { PartKind } from './types.ts';

/** How cloud-init, nodeadm, Bottlerocket and EC2Launch would take a text, by how it begins. */
export function classify(text: string): PartKind {
  const start = text.slice(0, 4096).trimStart();
  if (start === '' && text.trim() === '') return 'empty';
  const byPrefix = prefixes.find(([prefix]) => start.slice(0, prefix.length).toLowerCase() === prefix);
  if (byPrefix) return byPrefix[1];
  if (/<(?:powershell|script)>/i.test(text)) return 'powershell';
  // A line of its own in YAML, anywhere in JSON: a NodeConfig may be either.
  if (/(?:^|[\n{,])[ \t]*"?apiVersion"?[ \t]*:[ \t]*['"]?node\.eks\.aws\//.test(text)) return 'node-config';
  if (/^[ \t]*(?:\[{1,2}[ \t]*["']?settings\b|["']?settings["']?[ \t]*\.)/m.test(text)) return 'toml';
  return 'unknown';
}

/** Compared without case and after leading white space, as cloud-init does. */
const prefixes: readonly (readonly [string, PartKind])[] = [
  ['## template: jinja', 'jinja'],
  ['## template:jinja', 'jinja'],
  ['#!', 'shell'],
  ['#cloud-config-archive', 'unknown'],
  ['#cloud-config', 'cloud-config'],
  ['#cloud-boothook', 'boothook'],
  ['#include', 'include'],
];

const declared: Readonly<Record<string, PartKind>> = {
  'application/node.eks.aws': 'node-config',
  'text/x-shellscript': 'shell',
  'text/x-shellscript-per-boot': 'shell',
  'text/x-shellscript-per-instance': 'shell',
  'text/x-shellscript-per-once': 'shell',
  'text/cloud-config': 'cloud-config',
  'text/cloud-boothook': 'boothook',
  'text/x-include-url': 'include',
  'text/x-include-once-url': 'include',
  'text/jinja2': 'jinja',
};

/** A declared type that says what a part is wins over how the part begins; `text/plain` and the like say nothing. */
export function classifyPart(text: string, contentType: string | undefined): PartKind {
  const sniffed = classify(text);
  if (sniffed === 'empty' || sniffed === 'jinja') return sniffed;
  return (contentType !== undefined && Object.hasOwn(declared, contentType) ? declared[contentType] : undefined) ?? sniffed;
}

/** What a Jinja template is underneath: its first line only says that it is one. */
export function behindTemplate(text: string): PartKind {
  const kind = classify(text.slice(text.indexOf('\n') + 1 || text.length));
  return kind === 'jinja' ? 'unknown' : kind;
}
