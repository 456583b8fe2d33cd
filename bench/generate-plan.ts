import { type ClusterParts, clusterParts, type Defect, defects, flatRecord, groupParts, type Made, type Place, teamParts, UNKNOWN } from './plan-resources.ts';

export interface PlanOptions {
  /** Elements of `resource_changes`, at least 1. */
  readonly resources: number;
  /** Part of them that belongs to clusters and their node groups, 0 to 1. There is one cluster with one group at least, if it fits. */
  readonly share: number;
  readonly seed?: number;
  /** Part of the node groups that has one or two defects. */
  readonly defective?: number;
}

/**
 * A Terraform plan of the given size as `terraform show -json` writes it, on one line, in pieces: the same for the same options.
 * Most clusters and teams are modules with `for_each`, every eighth cluster and some records are flat; about half exist already.
 */
export function* generatePlan(options: PlanOptions): Iterable<string> {
  yield* inPieces(write(estateOf(options)));
}

interface Group {
  readonly name: string;
  readonly kind: 'self-managed' | 'managed';
  readonly wrong: readonly Defect[];
}

interface Cluster {
  readonly name: string;
  readonly isFlat: boolean;
  readonly exists: boolean;
  readonly zones: number;
  readonly groups: readonly Group[];
}

interface Team {
  readonly name: string;
  readonly exists: boolean;
  /** Resources of it that are taken: the last team fills up the number asked for. */
  readonly size: number;
}

interface Estate {
  readonly seed: number;
  readonly clusters: readonly Cluster[];
  readonly teams: readonly Team[];
  readonly records: number;
}

/** A module's resources, or a batch of the root module's. */
interface Unit {
  /** Empty for the root module. */
  readonly address: string;
  readonly exists: boolean;
  readonly resources: readonly Made[];
  readonly children: readonly Unit[];
}

const groupKinds = ['self-managed', 'managed'] as const;
const moduleOf = { 'self-managed': 'self_managed', managed: 'managed' } as const;

function estateOf({ resources, share, seed = 1, defective = 0.2 }: PlanOptions): Estate {
  const clusters: Cluster[] = [];
  let left = resources;
  let budget = Math.min(resources, Math.max(30, Math.round(resources * share)));
  for (let n = 1; budget > 0; n++) {
    const name = `c${String(n).padStart(4, '0')}`;
    const chance = chanceOf(seed, name);
    const whole: Cluster = {
      name,
      isFlat: n % 8 === 4,
      exists: chance('exists', 2) === 0,
      zones: budget < 60 ? 1 : 3,
      groups: Array.from({ length: 1 + chance('groups', 8) }, (_, i) => groupOf(seed, name, i, n + i, defective)),
    };
    const fitting = fit(seed, whole, budget);
    if (!fitting) break;
    clusters.push(fitting.cluster);
    budget -= fitting.size;
    left -= fitting.size;
  }
  const records = Math.floor(left / 20);
  left -= records;
  const teams: Team[] = [];
  for (let n = 1; left > 0; n++) {
    const name = `team-${String(n).padStart(4, '0')}`;
    const exists = chanceOf(seed, name)('exists', 2) === 0;
    const size = Math.min(left, teamParts(place(seed, name, '', exists, false)).length);
    teams.push({ name, exists, size });
    left -= size;
  }
  return { seed, clusters, teams, records };
}

function groupOf(seed: number, cluster: string, i: number, turn: number, defective: number): Group {
  const name = `g${i + 1}`;
  const chance = chanceOf(seed, `${cluster}/${name}/group`);
  const isDefective = chance('defective', 1000) < defective * 1000;
  const count = isDefective ? 1 + chance('two', 2) : 0;
  const wrong = Array.from({ length: count }, (_, k) => defects[chance(`defect${k}`, defects.length)]!);
  return { name, kind: groupKinds[turn % 2]!, wrong };
}

/** The cluster with as many of its groups as the budget allows. */
function fit(seed: number, cluster: Cluster, budget: number): { cluster: Cluster; size: number } | undefined {
  for (let groups = cluster.groups; groups.length > 0; groups = groups.slice(0, -1)) {
    const fitting = { ...cluster, groups };
    const size = unitsOf(seed, fitting).reduce((sum, unit) => sum + count(unit), 0);
    if (size <= budget) return { cluster: fitting, size };
  }
  return undefined;
}

function count({ resources, children }: Unit): number {
  return resources.filter(({ mode }) => mode === 'managed').length + children.reduce((sum, child) => sum + count(child), 0);
}

function place(seed: number, cluster: string, group: string, exists: boolean, isFlat: boolean): Place {
  const suffix = [cluster, group].filter(Boolean).join('_');
  return {
    cluster,
    group,
    exists,
    name: short => (isFlat ? `${short}_${suffix}` : short),
    clusterRef: (variable, flat) => ({ references: isFlat ? [flat, flat.split('.').slice(0, flat.startsWith('data.') ? 3 : 2).join('.')].filter((one, i, all) => all.indexOf(one) === i) : [`var.${variable}`] }),
    pick: chanceOf(seed, `${cluster}/${group}`),
  };
}

function unitsOf(seed: number, { name, isFlat, exists, zones, groups }: Cluster): Unit[] {
  const shared = clusterParts(place(seed, name, '', exists, isFlat), zones);
  const address = isFlat ? '' : `module.cluster["${name}"]`;
  const children = groups.map(group => ({
    address: isFlat ? '' : `${address}.module.${moduleOf[group.kind]}["${group.name}"]`,
    exists,
    resources: groupParts(place(seed, name, group.name, exists, isFlat), shared, group.kind, group.wrong),
    children: [],
  }));
  const cluster = { address, exists, resources: shared.all };
  return isFlat ? [{ ...cluster, children: [] }, ...children] : [{ ...cluster, children }];
}

function* rootUnits({ seed, clusters, records }: Estate): Iterable<Unit> {
  for (const cluster of clusters) if (cluster.isFlat) yield* unitsOf(seed, cluster);
  for (let i = 0; i < records; i++) yield { address: '', exists: i % 2 === 0, resources: [flatRecord(i)], children: [] };
}

function* moduleUnits({ seed, clusters, teams }: Estate): Iterable<Unit> {
  for (const cluster of clusters) if (!cluster.isFlat) yield* unitsOf(seed, cluster);
  for (const { name, exists, size } of teams) {
    yield { address: `module.team["${name}"]`, exists, resources: teamParts(place(seed, name, '', exists, false)).slice(0, size), children: [] };
  }
}

function* write(estate: Estate): Iterable<string> {
  yield '{"format_version":"1.2","terraform_version":"1.9.5","variables":{"zone_id":{"value":"Z0123456789ABCDEFGHIJ"}},"planned_values":{"root_module":';
  yield* writeState(estate, planned);
  yield '},"resource_changes":[';
  yield* separated(changes(estate));
  yield '],"prior_state":{"format_version":"1.0","terraform_version":"1.9.5","values":{"root_module":';
  yield* writeState(estate, prior);
  yield '}},"configuration":{"provider_config":{"aws":{"name":"aws","full_name":"registry.terraform.io/hashicorp/aws","expressions":{"region":{"constant_value":"eu-central-1"}}}},"root_module":{"resources":[';
  yield* separated(rootConfiguration(estate));
  yield '],"module_calls":';
  yield JSON.stringify(moduleCalls(estate));
  yield ',"variables":{"clusters":{},"records":{},"teams":{},"zone_id":{}}}},"timestamp":"2026-11-01T10:11:12Z","applyable":true,"complete":true,"errored":false}\n';
}

function* changes(estate: Estate): Iterable<string> {
  const each = function* ({ address, exists, resources, children }: Unit): Iterable<string> {
    for (const made of resources) if (made.mode === 'managed') yield changeOf(made, address, exists);
    for (const child of children) yield* each(child);
  };
  for (const unit of rootUnits(estate)) yield* each(unit);
  for (const unit of moduleUnits(estate)) yield* each(unit);
}

type StateOf = (made: Made, unit: Unit) => string | undefined;

/** The root module and the tree below it, as `planned_values` and `prior_state` hold it. */
function* writeState(estate: Estate, stateOf: StateOf): Iterable<string> {
  const resources = function* (unit: Unit): Iterable<string> {
    for (const made of unit.resources) {
      const state = stateOf(made, unit);
      if (state) yield state;
    }
  };
  const module = (unit: Unit): string | undefined => {
    const own = [...resources(unit)];
    const below = unit.children.map(module).filter(child => child !== undefined);
    if (own.length === 0 && below.length === 0) return undefined;
    return `{"resources":[${own.join(',')}],"address":${JSON.stringify(unit.address)}${below.length > 0 ? `,"child_modules":[${below.join(',')}]` : ''}}`;
  };
  yield '{"resources":[';
  yield* separated(flatMap(rootUnits(estate), resources));
  yield '],"child_modules":[';
  yield* separated(flatMap(moduleUnits(estate), unit => [module(unit)].filter(text => text !== undefined)));
  yield ']}';
}

const planned: StateOf = (made, { address, exists }) =>
  made.mode === 'managed' ? stateText(made, address, exists ? sorted({ ...made.values, ...made.computed }) : (known(sorted(made.values)) as object)) : undefined;

const prior: StateOf = (made, { address, exists }) =>
  made.mode === 'data' || exists ? stateText(made, address, sorted({ ...made.values, ...made.computed })) : undefined;

function stateText(made: Made, module: string, values: object): string {
  return JSON.stringify({ address: addressOf(made, module), mode: made.mode, type: made.type, name: made.name, index: made.index, provider_name: provider, schema_version: 0, values, sensitive_values: marks(values) });
}

const provider = 'registry.terraform.io/hashicorp/aws';

function changeOf(made: Made, module: string, exists: boolean): string {
  const head = JSON.stringify({ address: addressOf(made, module), module_address: module || undefined, mode: made.mode, type: made.type, name: made.name, index: made.index, provider_name: provider }).slice(0, -1);
  if (exists) {
    const values = sorted({ ...made.values, ...made.computed });
    const text = JSON.stringify(values);
    const sensitive = JSON.stringify(marks(values));
    return `${head},"change":{"actions":["no-op"],"before":${text},"after":${text},"after_unknown":{},"before_sensitive":${sensitive},"after_sensitive":${sensitive}}}`;
  }
  const after = known(sorted(made.values)) as object;
  const unknown = sorted({ ...(marks(made.values) as object), ...Object.fromEntries(Object.keys(made.computed).map(name => [name, true])) });
  return `${head},"change":{"actions":["create"],"before":null,"after":${JSON.stringify(after)},"after_unknown":${JSON.stringify(unknown)},"before_sensitive":false,"after_sensitive":${JSON.stringify(marks(after))}}}`;
}

function addressOf({ mode, type, name, index }: Made, module: string): string {
  const key = index === undefined ? '' : `[${JSON.stringify(index)}]`;
  return `${module ? `${module}.` : ''}${mode === 'data' ? 'data.' : ''}${type}.${name}${key}`;
}

/** Without what is known only after apply. A set with such a member is unknown as a whole. */
function known(value: unknown): unknown {
  if (value === UNKNOWN || (Array.isArray(value) && value.includes(UNKNOWN))) return undefined;
  if (Array.isArray(value)) return value.map(known);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, known(member)]));
}

/** The shape of a value with true where it is unknown, as `after_unknown` and the sensitive marks have it. */
function marks(value: unknown): unknown {
  if (value === UNKNOWN || (Array.isArray(value) && value.includes(UNKNOWN))) return true;
  if (Array.isArray(value)) return value.map(element => marks(element) ?? false);
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, marks(member)]));
}

function* rootConfiguration({ seed, clusters, records }: Estate): Iterable<string> {
  for (const cluster of clusters) {
    if (!cluster.isFlat) continue;
    // Flat code computes its names in locals, where modules get variables.
    for (const { resources } of unitsOf(seed, cluster)) yield* configOf(resources).map(text => text.replaceAll('"var.', '"local.'));
  }
  for (let i = 0; i < records; i++) yield* configOf([flatRecord(i)]);
}

/** Each resource once, however many instances of it there are. */
function configOf(resources: readonly Made[]): string[] {
  const texts = new Map<string, string>();
  for (const { mode, type, name, expressions, many } of resources) {
    const address = `${mode === 'data' ? 'data.' : ''}${type}.${name}`;
    texts.set(address, JSON.stringify({ address, mode, type, name, provider_config_key: 'aws', expressions, schema_version: 0, ...many }));
  }
  return [...texts.values()];
}

function moduleCalls({ seed, clusters, teams }: Estate): object {
  const from = (...references: string[]): object => ({ references });
  const declared = (...names: string[]): object => Object.fromEntries(names.map(name => [name, {}]));
  const resources = (made: readonly Made[]): unknown[] => configOf(made).map(text => JSON.parse(text) as unknown);
  const sample = place(seed, 'sample', '', false, false);
  const shared: ClusterParts = clusterParts(sample, 3);
  const nodes = (kind: Group['kind']): object => ({
    source: `./modules/${moduleOf[kind]}`,
    expressions: {
      cidr: from('aws_vpc.vpc.cidr_block', 'aws_vpc.vpc'),
      cluster_name: from('aws_eks_cluster.eks.name', 'aws_eks_cluster.eks'),
      cluster_security_group_id: from('aws_security_group.cluster.id', 'aws_security_group.cluster'),
      encrypted: from('each.value.encrypted', 'each.value'),
      image_id: from('data.aws_ami.eks.id', 'data.aws_ami.eks'),
      name: from('var.name', 'each.key'),
      policies: from('each.value.policies', 'each.value'),
      ssh: from('each.value.ssh', 'each.value'),
      subnet_ids: from('aws_subnet.private'),
      update_default_version: from('each.value.update_default_version', 'each.value'),
      user_data: from('aws_eks_cluster.eks.endpoint', 'aws_eks_cluster.eks', 'var.name'),
      vpc_id: from('aws_vpc.vpc.id', 'aws_vpc.vpc'),
    },
    for_each_expression: from(`var.${moduleOf[kind]}`),
    module: {
      outputs: { launch_template_id: { expression: from('aws_launch_template.node.id', 'aws_launch_template.node') } },
      resources: resources(groupParts(sample, shared, kind, ['ssh-open'])),
      variables: declared('cidr', 'cluster_name', 'cluster_security_group_id', 'encrypted', 'image_id', 'name', 'policies', 'ssh', 'subnet_ids', 'update_default_version', 'user_data', 'vpc_id'),
    },
  });
  const kinds = new Set(clusters.filter(({ isFlat }) => !isFlat).flatMap(({ groups }) => groups.map(({ kind }) => kind)));
  return {
    ...(kinds.size > 0 && {
      cluster: {
        source: './modules/cluster',
        expressions: { cidr: from('each.value.cidr', 'each.value'), managed: from('each.value.managed', 'each.value'), name: from('each.key'), self_managed: from('each.value.self_managed', 'each.value'), zones: from('each.value.zones', 'each.value') },
        for_each_expression: from('var.clusters'),
        module: {
          outputs: { cluster_name: { expression: from('aws_eks_cluster.eks.name', 'aws_eks_cluster.eks') } },
          resources: resources(shared.all),
          module_calls: Object.fromEntries(groupKinds.filter(kind => kinds.has(kind)).map(kind => [moduleOf[kind], nodes(kind)])),
          variables: declared('cidr', 'managed', 'name', 'self_managed', 'zones'),
        },
      },
    }),
    ...(teams.length > 0 && {
      team: {
        source: './modules/team',
        expressions: { buckets: from('each.value'), functions: from('each.value'), name: from('each.key'), queues: from('each.value'), records: from('var.records'), target: from('each.value'), vpc_id: from('each.value'), zone_id: from('var.zone_id') },
        for_each_expression: from('var.teams'),
        module: { resources: resources(teamParts(sample)), variables: declared('buckets', 'functions', 'name', 'queues', 'records', 'target', 'vpc_id', 'zone_id') },
      },
    }),
  };
}

/** A number below `n` for each `what`, spread evenly and the same at every call: FNV-1a with a final mix. */
function chanceOf(seed: number, scope: string): (what: string, n: number) => number {
  const start = hash(0x811c9dc5 ^ seed, scope);
  return (what, n) => {
    let h = hash(start, what);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return ((h ^ (h >>> 16)) >>> 0) % n;
  };
}

function hash(start: number, text: string): number {
  let h = start;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h;
}

function sorted(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(value).sort().map(name => [name, value[name]]));
}

function* flatMap<T, U>(items: Iterable<T>, map: (item: T) => Iterable<U>): Iterable<U> {
  for (const item of items) yield* map(item);
}

function* separated(texts: Iterable<string>): Iterable<string> {
  let separator = '';
  for (const text of texts) {
    yield separator + text;
    separator = ',';
  }
}

/** Joined to pieces worth a write each. */
function* inPieces(texts: Iterable<string>): Iterable<string> {
  let piece: string[] = [];
  let size = 0;
  for (const text of texts) {
    piece.push(text);
    size += text.length;
    if (size < 1 << 16) continue;
    yield piece.join('');
    piece = [];
    size = 0;
  }
  yield piece.join('');
}
