export { administratorLike, type Breadth, type BroadGrant } from './administrator-like.ts';
export { grants, type Judgement } from './grants.ts';
export { type ManagedPolicy, managedPolicy } from './managed-policy.ts';
export { autoModeWorkerNeed, cniIpv4Need, cniIpv6Need, ecrPullNeed, type Joining, type Need, type NeededAction, workerNeed } from './needs.ts';
export { parsePolicyDocument, type PolicyDocument, type PolicyProblem, type Statement } from './parse-policy-document.ts';
export type { StatementRef, Verdict } from './permits.ts';
export { readTrust, type Trust } from './read-trust.ts';
export type { PolicyText, RolePermissions } from './role-permissions.ts';
