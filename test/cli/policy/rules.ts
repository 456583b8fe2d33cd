import { rule } from '../../support/run.ts';

/** A small catalogue: `imds-hop-limit` was once called `imds-hops`. */
export const rules = [
  rule('imds-hop-limit', { severity: 'medium', aliases: ['imds-hops'], lower: [{ to: 'low', when: '!node.publiclyReachable', because: 'nobody reaches it' }] }),
  rule('imdsv2-required'),
  rule('asg-can-scale', { topic: 'scaling', severity: 'low' }),
  rule('ssh-access-closed', { topic: 'hardening', severity: 'low' }),
];
