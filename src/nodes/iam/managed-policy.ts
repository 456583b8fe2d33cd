import { managedPolicies } from './managed-policies.ts';
import { parsePolicyDocument, type PolicyDocument } from './parse-policy-document.ts';

/** A policy that AWS publishes and maintains. */
export interface ManagedPolicy {
  /** Path and name, as they stand in the ARN: `AmazonEKS_CNI_Policy`, `service-role/AmazonEBSCSIDriverPolicy`. */
  readonly id: string;
  readonly name: string;
  /** Left out for the many policies that are not shipped: what they allow is unknown. */
  readonly document?: PolicyDocument;
}

// aws, aws-cn, aws-us-gov, aws-iso…, or a placeholder: which partition it is makes no difference to what the policy allows.
const arnOfAws = /^arn:(?:aws(?:-[a-z]+)*|\$\{[^}]*\}):iam::aws:policy\/([\w+=,.@/-]+)$/;

/**
 * The AWS managed policy an ARN names, in any partition. It is told by the account field, which is literally `aws`: a customer
 * may call a policy of their own `AmazonEKS_CNI_Policy`. Undefined for everything else, bare names included.
 */
export function managedPolicy(arn: string): ManagedPolicy | undefined {
  const id = arnOfAws.exec(arn)?.[1];
  if (id === undefined) return undefined;
  const document = shipped(id);
  return { id, name: id.slice(id.lastIndexOf('/') + 1), ...(document && { document }) };
}

const parsed = new Map<string, PolicyDocument>();

function shipped(id: string): PolicyDocument | undefined {
  const known = parsed.get(id);
  if (known || !Object.hasOwn(managedPolicies, id)) return known;
  const document = parsePolicyDocument(`{"Statement":${managedPolicies[id] ?? ''}}`);
  if ('problem' in document) throw new Error(`the shipped policy ${id} ${document.problem}`);
  parsed.set(id, document);
  return document;
}
