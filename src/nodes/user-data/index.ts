export { decodeUserData } from './decode.ts';
export { readUserData } from './read.ts';
export type {
  Blindspot,
  Bootstrap,
  BootstrapBy,
  ClusterName,
  DecodedUserData,
  Hardening,
  ImdsBlock,
  KubeletTouch,
  OtherDistribution,
  PartKind,
  Place,
  ProblemCode,
  SecretSighting,
  SecretType,
  ToolEvidence,
  UserDataPart,
  UserDataProblem,
  UserDataReading,
  WhyNot,
} from './types.ts';
