import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

/**
 * The complaints of the shipped report schema about a document. Closed here: what we write has no member that the schema does
 * not tell, although what others read may one day.
 */
export function reportErrors(document: unknown): readonly string[] {
  return validate(document) ? [] : (validate.errors ?? []).map(error => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
}

const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(closed(JSON.parse(readFileSync(new URL('../../schemas/report.schema.json', import.meta.url), 'utf8'))) as object);

function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object') return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in copy && !('additionalProperties' in copy) ? { ...copy, additionalProperties: false } : copy;
}
