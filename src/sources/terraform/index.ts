import type { Source } from '../source.ts';
import { readPlan } from './plan.ts';

/** A Terraform or OpenTofu plan in JSON (`terraform show -json`). */
export const terraformPlan: Source = {
  title: 'Terraform plan',
  read: (bytes, name, settings) => {
    const { plan, diagnostics } = readPlan(bytes, name, settings);
    return plan ? { inventory: plan.inventory, description: plan.description, cut: plan.cut !== undefined, diagnostics } : { diagnostics };
  },
};
