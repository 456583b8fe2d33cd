import type { Rule } from '../../rules/index.ts';
import type { JsonSchema } from './json-shape.ts';
import { definitions, policyShape } from './policy-shape.ts';

/**
 * The JSON Schema of `eksnode-policy.json`, for editors and other validators. It knows the built-in rules by name and takes
 * any other well-formed id, since a user's own rules may have it; only reading a policy can tell those from misspelt ones.
 */
export function policySchema(rules: readonly Rule[]): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Policy of eks-audit',
    // An extension that editors built on VS Code's language service read; others ignore it.
    allowComments: true,
    ...policyShape(rules).schema,
    definitions: definitions(),
  };
}
