export type { EvidenceItem, Finding, ShownChange, ShownValue, Subject, Waiver } from './finding.ts';
export type { Baseline, Policy, PolicyWaiver, RuleSetting } from './policy.ts';
export type { Run, RunInput, Summary } from './run.ts';
