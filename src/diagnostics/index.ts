export type { Diagnostic } from './diagnostic.ts';
export { nearest } from './nearest.ts';
