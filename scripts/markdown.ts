/** Running text: what looks like a tag is shown, not taken for one. Inside of backticks nothing is changed. */
export function prose(text: string): string {
  return text.replace(/`[^`]*`|</g, found => (found === '<' ? '&lt;' : found));
}

export function code(text: string): string {
  return `\`${text}\``;
}

export function fenced(text: string, language: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

export function bullets(items: readonly string[]): string {
  return items.map(item => `- ${item}`).join('\n');
}

export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}
