/** The name a misspelt one most likely meant; policies and rule files suggest alike. */
export { nearest } from '../diagnostics/index.ts';
