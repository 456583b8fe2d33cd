export { type Assembled, type AssembledCluster, assemble, type NodeGroup, type Variant } from './assemble.ts';
export { agree, derive, type Evidence, type Fact, given, Trail } from './fact.ts';
export { type RefinedDefault, refinedDefaults } from './learning.ts';
export { type DeclaredFacts, defaultParameters, type NodeOptions, type NodeParameters } from './options.ts';
export { type ClusterFacts, type FactGroup, type FactLeaf, type FactRows, type FactsOf, isLeaf, isRows, type NodeFacts, schemas, type SubjectName } from './schema.ts';
export { type Alternatives, type Launch, type Layer } from './launch.ts';
