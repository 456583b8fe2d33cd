export { type CompiledRule, compileRule, type FactTree, type Judgement, type Read, RuleDefect, type Verdict } from './judge.ts';
export { type RemedyStep, type Rule, type RuleId, severities, type Severity } from './rule.ts';
export { type GroupJudgement, judgeGroup } from './judge-group.ts';
