/** A step of an address or a reference: a name, or an instance key. */
export type Step = { readonly name: string } | { readonly key: string | number };

const token = /([\p{ID_Start}_][\p{ID_Continue}-]*)|\[(?:(\d+)|("(?:[^"\\]|\\.)*"))\]|\[[^\]]*\]|\./uy;

/** `module.a["x"].aws_subnet.b[0].id` as its steps. What is no step ends it. */
export function parseAddress(text: string): readonly Step[] {
  const steps: Step[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (!match) break;
    const [, name, number, string] = match;
    if (name !== undefined) steps.push({ name });
    else if (number !== undefined) steps.push({ key: Number(number) });
    else if (string !== undefined) steps.push({ key: unquote(string) });
  }
  token.lastIndex = 0;
  return steps;
}

/** Terraform quotes keys as HCL does: JSON's escapes, `\\UXXXXXXXX`, and `$${` and `%%{` for what would begin a template. */
function unquote(quoted: string): string {
  const text = quoted.replace(/\\(?:U([0-9a-fA-F]{8})|.)/g, (escape, code: string | undefined) => (code === undefined ? escape : JSON.stringify(codePoint(code)).slice(1, -1)));
  try {
    return (JSON.parse(text) as string).replace(/\$\$\{/g, '${').replace(/%%\{/g, '%{');
  } catch {
    return quoted.slice(1, -1);
  }
}

function codePoint(hex: string): string {
  const code = Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}

export function nameAt(steps: readonly Step[], index: number): string | undefined {
  const step = steps[index];
  return step && 'name' in step ? step.name : undefined;
}

export function keyAt(steps: readonly Step[], index: number): string | number | undefined {
  const step = steps[index];
  return step && 'key' in step ? step.key : undefined;
}

/** Steps as an attribute path: `vpc_config[0].cluster_security_group_id`. */
export function pathOf(steps: readonly Step[]): string {
  return steps.map((step, index) => ('name' in step ? `${index === 0 ? '' : '.'}${step.name}` : `[${JSON.stringify(step.key)}]`)).join('');
}

/**
 * The references of an expression without the prefixes that Terraform lists behind each: `a.b[0].id`, `a.b[0]`, `a.b` is one
 * reference. A prefix that stands there once more (a splat beside an index) is a reference of its own.
 */
export function distinctReferences(references: readonly string[]): readonly string[] {
  const distinct: string[] = [];
  let last: string | undefined;
  for (const reference of references) {
    const isPrefix = last !== undefined && reference.length < last.length && last.startsWith(reference) && /[.[]/.test(last.charAt(reference.length));
    if (isPrefix) {
      last = reference;
      continue;
    }
    distinct.push(reference);
    last = reference;
  }
  return [...new Set(distinct)];
}
