export { applyChanges } from './apply.ts';
export type { Change } from './change.ts';
export { planRemedy } from './plan-remedy.ts';
export { type Prover, prover } from './prove.ts';
