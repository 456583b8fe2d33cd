import { managedPolicy } from './managed-policy.ts';
import { parsePolicyDocument, type PolicyDocument } from './parse-policy-document.ts';

/** The policies of a role, as far as an input shows them. */
export interface RolePermissions {
  /** Attached policies, AWS's and the customer's. */
  readonly managedPolicyArns: readonly string[];
  /** Inline policies by name, and the documents of customer managed ones by ARN. */
  readonly documents: readonly PolicyText[];
  /** Left out: the role has none. `unknown`: it may have one. */
  readonly boundary?: { readonly arn?: string; readonly text?: string } | 'unknown';
  /** There may be policies on the role that this input does not show. */
  readonly open: boolean;
}

export interface PolicyText {
  readonly name: string;
  readonly text: string;
}

/** One policy that can be judged. */
export interface Policy {
  readonly name: string;
  readonly document: PolicyDocument;
}

/** The policies of a role that can be judged, and why there may be others; each reason is a clause of its own. */
export interface SeenPolicies {
  readonly policies: readonly Policy[];
  readonly unseen: readonly string[];
  readonly boundary?: Policy | { readonly unseen: string };
}

const seenByRole = new WeakMap<RolePermissions, SeenPolicies>();

/** Looks up and parses a role's policies, once for each role object. */
export function seenPolicies(role: RolePermissions): SeenPolicies {
  let seen = seenByRole.get(role);
  if (!seen) seenByRole.set(role, (seen = look(role)));
  return seen;
}

function look(role: RolePermissions): SeenPolicies {
  const written = new Set(role.documents.map(document => document.name));
  const found = [
    ...role.documents.map(({ name, text }) => fromText(name, text)),
    // A document given for an ARN is the one AWS has now, so it goes before the shipped one.
    ...[...new Set(role.managedPolicyArns)].filter(arn => !written.has(arn)).map(fromArn),
  ];
  const unseen = found.filter(item => 'unseen' in item).map(item => item.unseen);
  if (role.open) unseen.push('the role may hold policies that this input does not show');
  const boundary = boundaryOf(role.boundary);
  return { policies: found.filter(item => 'document' in item), unseen, ...(boundary && { boundary }) };
}

function boundaryOf(boundary: RolePermissions['boundary']): SeenPolicies['boundary'] {
  if (boundary === undefined) return undefined;
  if (boundary === 'unknown') return { unseen: 'the role may have a permissions boundary that this input does not show' };
  const name = boundary.arn ?? 'permissions boundary';
  if (boundary.text !== undefined) return fromText(name, boundary.text);
  return fromArn(name);
}

function fromText(name: string, text: string): Policy | { readonly unseen: string } {
  const document = parsePolicyDocument(text);
  return 'problem' in document ? { unseen: `the policy ${name} ${document.problem}` } : { name, document };
}

function fromArn(arn: string): Policy | { readonly unseen: string } {
  const document = managedPolicy(arn)?.document;
  return document ? { name: arn, document } : { unseen: `what ${arn} allows is not in this input` };
}
