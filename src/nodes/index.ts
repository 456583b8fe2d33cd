export { agree, derive, type Evidence, type Fact, given, Trail } from './fact.ts';
export { type ClusterFacts, type FactGroup, type FactLeaf, type FactRows, type FactsOf, isLeaf, isRows, type NodeFacts, schemas, type SubjectName } from './schema.ts';
