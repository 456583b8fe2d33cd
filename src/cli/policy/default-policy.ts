import type { Policy } from '../../findings/index.ts';
import { defaultParameters } from '../../nodes/index.ts';

/** What holds where no policy file says otherwise. */
export const defaultPolicy: Policy = {
  failOn: 'medium',
  unknown: 'report',
  plan: 'complete',
  rules: new Map(),
  parameters: defaultParameters,
  facts: {},
  clusters: new Map(),
  waivers: [],
};
