export { assess, type AssessedInput, type Assessment } from './assess.ts';
export type { EvidenceItem, Finding, ShownChange, ShownValue, Subject, Waiver } from './finding.ts';
export { matchesGlob } from './glob.ts';
export type { Baseline, Policy, PolicyWaiver, RuleSetting } from './policy.ts';
export type { Run, RunInput, Summary } from './run.ts';
export { matchWaivers, type Waivable, type WaiverMatch } from './waivers.ts';
