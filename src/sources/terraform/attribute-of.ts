import { steps } from '../../inventory/index.ts';
import { type Fields, isAttribute, isBlock } from './fields.ts';

const spellings = new WeakMap<Fields, Map<string, string>>();

/** Terraform's spelling of an AWS path. */
export function attributeOf(fields: Fields, path: string): string {
  let known = spellings.get(fields);
  if (!known) spellings.set(fields, (known = new Map()));
  let spelled = known.get(path);
  if (spelled === undefined) {
    spelled = spell(fields, path);
    if (known.size < 10_000) known.set(path, spelled);
  }
  return spelled;
}

function spell(fields: Fields, path: string): string {
  let here: Fields = fields;
  let spelled = '';
  const parts = steps(path);
  for (let at = 0; at < parts.length; at++) {
    const field = here[parts[at] as string];
    if (field === undefined) return spelled.replace(/\.$/, '') || path;
    if (typeof field === 'string') return spelled + field;
    if (isAttribute(field)) return field.attribute === '#type' ? spelled.replace(/\.$/, '') : spelled + field.attribute;
    if (isBlock(field)) {
      const next = parts[at + 1];
      const element = field.many && typeof next === 'number' ? next : 0;
      if (typeof next === 'number') at++;
      if (at + 1 >= parts.length) return `${spelled}${field.block}${typeof next === 'number' || !field.many ? `[${element}]` : ''}`;
      spelled += `${field.block}[${element}].`;
      here = field.fields;
    } else here = field;
  }
  return spelled.replace(/\.$/, '');
}
