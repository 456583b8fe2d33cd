/** An IAM policy as far as it is judged. Condition blocks are kept as read: only trust policies look into them. */
export interface PolicyDocument {
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** Lower case: the prefix and the name of an action are case-insensitive (IAM User Guide, reference_policies_elements_action). */
  readonly actions: Patterns;
  /** Left out in trust policies, and only there. */
  readonly resources?: Patterns;
  readonly principals?: Principals;
  /** Operator → key → values. Left out where the statement has none, or an empty block. */
  readonly conditions?: readonly Condition[];
}

/** `Action` and `Resource`, or with `except` their Not forms. */
export interface Patterns {
  readonly except: boolean;
  readonly patterns: readonly string[];
}

/** `Principal`, or with `except` `NotPrincipal`. `anyone` is the bare `"*"`. */
export interface Principals {
  readonly except: boolean;
  readonly anyone: boolean;
  readonly services: readonly string[];
  readonly federated: readonly string[];
}

export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** Why a text is no policy that IAM would accept; completes "the policy …". */
export interface PolicyProblem {
  readonly problem: string;
}

/**
 * Reads a policy from its JSON text, plain or URL-encoded as IAM's API answers (RFC 3986). One statement that cannot be read
 * spoils the document, since IAM refuses such documents whole. Keys that are not judged are ignored. Never throws.
 */
export function parsePolicyDocument(text: string): PolicyDocument | PolicyProblem {
  const json = parseJson(text);
  if (json === undefined) return { problem: 'is not JSON' };
  if (!isObject(json)) return { problem: 'is not a JSON object' };
  const written = own(json, 'Statement');
  if (written === undefined) return { problem: 'has no Statement' };
  const statements: Statement[] = [];
  for (const [index, item] of (Array.isArray(written) ? (written as unknown[]) : [written]).entries()) {
    const statement = parseStatement(item);
    if ('problem' in statement) return { problem: `has a Statement[${index}] that ${statement.problem}` };
    statements.push(statement);
  }
  return { statements };
}

function parseStatement(item: unknown): Statement | PolicyProblem {
  if (!isObject(item)) return { problem: 'is not an object' };
  const effect = own(item, 'Effect');
  if (effect !== 'Allow' && effect !== 'Deny') return { problem: 'has neither Effect Allow nor Deny' };
  const actions = patternsOf(item, 'Action');
  if (actions === undefined) return { problem: 'has neither Action nor NotAction' };
  const resources = patternsOf(item, 'Resource');
  const principals = principalsOf(item);
  const conditions = conditionsOf(own(item, 'Condition'));
  if ('problem' in actions) return actions;
  if (resources && 'problem' in resources) return resources;
  if (principals && 'problem' in principals) return principals;
  if (conditions && 'problem' in conditions) return conditions;
  return {
    effect,
    actions: { ...actions, patterns: actions.patterns.map(pattern => pattern.toLowerCase()) },
    ...(resources && { resources }),
    ...(principals && { principals }),
    ...(conditions && conditions.length > 0 && { conditions }),
  };
}

function patternsOf(item: object, name: 'Action' | 'Resource'): Patterns | PolicyProblem | undefined {
  const plain = own(item, name);
  const not = own(item, `Not${name}`);
  if (plain !== undefined && not !== undefined) return { problem: `has both ${name} and Not${name}` };
  const written = plain ?? not;
  if (written === undefined) return undefined;
  const patterns = strings(written);
  if (!patterns || patterns.length === 0) {
    return { problem: `gives ${plain === undefined ? 'Not' : ''}${name} as something other than a string or a list of strings` };
  }
  return { except: plain === undefined, patterns };
}

function principalsOf(item: object): Principals | PolicyProblem | undefined {
  const plain = own(item, 'Principal');
  const written = plain ?? own(item, 'NotPrincipal');
  if (written === undefined) return undefined;
  const except = plain === undefined;
  if (written === '*') return { except, anyone: true, services: [], federated: [] };
  if (!isObject(written)) return { problem: 'gives Principal as something other than "*" or an object' };
  const services = strings(own(written, 'Service') ?? []);
  const federated = strings(own(written, 'Federated') ?? []);
  if (!services || !federated) return { problem: 'gives a Principal as something other than a string or a list of strings' };
  return { except, anyone: false, services, federated };
}

function conditionsOf(written: unknown): readonly Condition[] | PolicyProblem | undefined {
  if (written === undefined) return undefined;
  if (!isObject(written)) return { problem: 'gives Condition as something other than an object' };
  return Object.entries(written).flatMap(([operator, keys]) =>
    // A block that cannot be read is still a condition: it may not be lost.
    isObject(keys) && Object.keys(keys).length > 0
      ? Object.entries(keys).map(([key, values]) => ({ operator, key, values: strings(values) ?? [] }))
      : [{ operator, key: '', values: [] }],
  );
}

function parseJson(text: string): unknown {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  try {
    return JSON.parse(plain) as unknown;
  } catch {
    if (!plain.includes('%')) return undefined;
  }
  try {
    return JSON.parse(decodeURIComponent(plain)) as unknown;
  } catch {
    return undefined;
  }
}

function strings(written: unknown): readonly string[] | undefined {
  if (typeof written === 'string') return [written];
  return Array.isArray(written) && written.every(item => typeof item === 'string') ? written : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own member only: `{}` has no `constructor`, and null counts as left out. */
function own(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? ((value as Record<string, unknown>)[key] ?? undefined) : undefined;
}
