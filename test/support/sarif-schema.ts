import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

interface Region {
  anyOf?: unknown;
  properties: { anyOf?: unknown };
}

/** The complaints of the SARIF 2.1.0 schema about a document; none for a valid one. */
export function sarifErrors(document: unknown): readonly string[] {
  validate ??= compile();
  return validate(document) ? [] : (validate.errors ?? []).map(error => `${error.instancePath} ${error.message}`);
}

let validate: ValidateFunction | undefined;

function compile(): ValidateFunction {
  const schema = JSON.parse(readFileSync(new URL('schemas/sarif-schema-2.1.0.json', import.meta.url), 'utf8')) as { definitions: { region: Region } };
  const { region } = schema.definitions;
  region.anyOf = region.properties.anyOf;
  delete region.properties.anyOf;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  return ajv.compile(schema);
}
