import type { Diagnostic } from '../../diagnostics/index.ts';
import { Inventory, type Kind, type Resource, type SourceLocation, Unknown } from '../../inventory/index.ts';
import { PlanIndex, type Instance } from './plan-index.ts';
import { readPlanFile, type PlanFile } from './plan-file.ts';
import { plannedResource } from './planned-resource.ts';
import { pseudoId } from './references.ts';
import { supersededBy, withoutSuperseded } from './superseded.ts';
import { tables } from './tables/index.ts';

/** A plan read into an inventory. */
export interface ReadPlan {
  readonly inventory: Inventory;
  /** Which tool and format wrote it. */
  readonly description: string;
  /** Set where the plan does not tell everything: `-target`, `complete: false`, an error while planning. */
  readonly cut: Unknown | undefined;
}

/**
 * Reads a Terraform or OpenTofu plan in JSON. Never throws on odd input: what could not be read is in the diagnostics, and
 * `plan` is there unless one of them is an error.
 */
export function readPlan(bytes: Uint8Array, file: string, settings: { readonly plan: 'complete' | 'partial' }): { readonly plan?: ReadPlan; readonly diagnostics: readonly Diagnostic[] } {
  const { plan, diagnostics } = readPlanFile(bytes, file, type => type in tables || `data.${type}` in tables);
  if (!plan) return { diagnostics };
  const cut = cutBy(plan);
  const index = new PlanIndex(plan, { cut: cut !== undefined });
  const places = new Map<number, SourceLocation>();
  const locate = (instance: Instance): SourceLocation => {
    let place = places.get(instance.offset);
    if (!place) places.set(instance.offset, (place = { file, ...plan.position(instance.offset), address: instance.address }));
    return place;
  };
  const superseded = supersededBy(plan);
  const resources: Resource[] = [];
  for (const instance of index.all(type => type in tables)) {
    const table = tables[instance.type];
    if (!table) continue;
    const resource = withoutSuperseded(plannedResource(index, instance, table, locate), superseded);
    resources.push(resource, ...madeWith(resource, instance, locate), ...versionBefore(index, instance, locate));
  }
  // Where one of several is named, it is the same one whatever order they are written in.
  resources.sort((a, b) => (a.ref.id < b.ref.id ? -1 : a.ref.id > b.ref.id ? 1 : 0));
  const inventory = new Inventory(resources, { plan: settings.plan, ...(cut ? { cut } : {}) });
  const targeted = cut?.symbol === '-target';
  return {
    plan: { inventory, description: describe(plan), cut },
    diagnostics: targeted
      ? [
          ...diagnostics,
          {
            code: 'plan-is-targeted',
            severity: 'warning',
            file,
            message: 'this plan was made with -target: it leaves out resources that the state holds',
            why: 'rules about what is missing (a security-group rule, a policy attachment) cannot be settled from it',
            fix: 'run `terraform plan` without -target',
          },
        ]
      : diagnostics,
  };
}

function describe(plan: PlanFile): string {
  const tool = plan.terraformVersion === undefined ? 'Terraform plan' : `Terraform ${plan.terraformVersion} plan`;
  return plan.formatVersion === undefined ? `${tool}, format version not given` : `${tool}, format ${plan.formatVersion}`;
}

/** Why sets of what exists are not the whole truth: the plan itself leaves resources out. */
function cutBy(plan: PlanFile): Unknown | undefined {
  if (plan.errored) return new Unknown('incomplete-input', 'errored plan', { resolveWith: 'mend what `terraform plan` reports and plan again' });
  // Terraform says `complete: false` both for `-target` and for changes deferred to a later run.
  if (plan.complete === false) return new Unknown('incomplete-input', 'complete: false', { resolveWith: 'plan again without -target' });
  // Terraform before 1.8 does not say, so what the state holds is compared with what is planned.
  if (plan.complete === true || plan.changes.length === 0 || plan.priorManaged().size === 0) return undefined;
  // Terraform 0.12 left the module out of the addresses in `prior_state`.
  const addresses = new Set(plan.changes.flatMap(({ address, moduleAddress }) => (moduleAddress === undefined ? [address] : [address, address.slice(moduleAddress.length + 1)])));
  for (const address of plan.priorManaged()) {
    if (!addresses.has(address)) return new Unknown('incomplete-input', '-target', { resolveWith: 'plan again without -target' });
  }
  return undefined;
}

/** A launch template that is being changed, as it was: its default version may go on being launched. */
function versionBefore(index: PlanIndex, instance: Instance, locate: (instance: Instance) => SourceLocation): readonly Resource[] {
  if (instance.type !== 'aws_launch_template' || !instance.actions.includes('update')) return [];
  const { address, module, configKey, type, offset, before, afterSensitive } = instance;
  const table = tables[type];
  if (!before || !table) return [];
  const asItWas: Instance = { address, module, configKey, type, index: instance.index, offset, actions: ['no-op'], after: before, afterUnknown: undefined, afterSensitive };
  return [{ ...plannedResource(index, asItWas, { ...table, kind: 'LaunchTemplateVersion' }, locate), decidedBy: () => 'observed' }];
}

/** What AWS makes together with a resource: a cluster's own security group, a VPC's main route table and default group. */
function madeWith(resource: Resource, instance: Instance, locate: (instance: Instance) => SourceLocation): readonly Resource[] {
  if (resource.ref.kind !== 'Cluster' && resource.ref.kind !== 'Vpc') return [];
  const data = resource.data as Record<string, unknown>;
  const made = (kind: Kind, role: string, attribute: string, shape: object, existence = resource.existence): Resource =>
    ({
      ref: { kind, id: pseudoId(instance.address, role) },
      existence,
      data: shape,
      decidedBy: () => 'service',
      attribute: () => attribute,
      locate: () => locate(instance),
      isSensitive: () => false,
    }) as Resource;
  const selfId = (kind: Kind, role: string, attribute: string, known: unknown): unknown =>
    typeof known === 'string'
      ? known
      : new Unknown('known-after-apply', `${instance.address}.${attribute}`, {
          targets: { refs: [{ kind, id: pseudoId(instance.address, role) }], complete: true, all: true, linkedBy: 'reference' },
        });
  if (resource.ref.kind === 'Cluster') {
    const attribute = 'vpc_config[0].cluster_security_group_id';
    const { clusterSecurityGroupId } = (data['resourcesVpcConfig'] ?? {}) as { clusterSecurityGroupId?: unknown };
    // EKS User Guide, sec-group-reqs: everything from itself inbound, everything outbound; EKS restores the self rule and the tag.
    return [
      made('SecurityGroup', 'cluster-security-group', attribute, {
        GroupId: selfId('SecurityGroup', 'cluster-security-group', attribute, clusterSecurityGroupId),
        Description: 'EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well as any managed workloads.',
        IpPermissions: [{ IpProtocol: '-1', Self: true }],
        IpPermissionsEgress: allOutbound,
        Tags: [{ Key: clusterTagKey(data['name']), Value: 'owned' }],
      }),
    ];
  }
  if (resource.ref.kind === 'Vpc' && resource.existence !== 'elsewhere') {
    const existence = resource.existence === 'created' ? 'created' : 'elsewhere';
    return [
      made('RouteTable', 'main-route-table', 'main_route_table_id', {
        RouteTableId: selfId('RouteTable', 'main-route-table', 'main_route_table_id', data['MainRouteTableId']),
        Main: true,
        Routes: [],
        VpcId: data['VpcId'],
      }, existence),
      // VPC User Guide, default-security-group: all inbound from itself, all outbound.
      made('SecurityGroup', 'default-security-group', 'default_security_group_id', {
        GroupId: selfId('SecurityGroup', 'default-security-group', 'default_security_group_id', data['DefaultSecurityGroupId']),
        GroupName: 'default',
        IpPermissions: [{ IpProtocol: '-1', Self: true }],
        IpPermissionsEgress: allOutbound,
        VpcId: data['VpcId'],
      }, existence),
    ];
  }
  return [];
}

const allOutbound = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] }];

function clusterTagKey(name: unknown): unknown {
  return typeof name === 'string' ? `kubernetes.io/cluster/${name}` : name;
}
