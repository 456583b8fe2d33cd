declare module 'virtual:eks-audit-rules' {
  export const rules: readonly import('./rule.ts').Rule[];
}

declare module 'virtual:eks-audit-rule-files' {
  export const ruleFiles: Readonly<Record<string, import('./load.ts').RuleFile>>;
}
