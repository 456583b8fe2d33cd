export { type Completeness, Inventory, type Link, type Links, type Members } from './inventory.ts';
export { type Existence, type Resource, steps, valueAt, withValue } from './resource.ts';
export { lazily } from './lazily.ts';
export type { DecidedBy, SourceLocation } from './origin.ts';
export { refKey, type RefKey, type ResourceRef } from './refs.ts';
export type { At, Held } from './held.ts';
export type { BlockDevice, InlinePolicy, Kind, Permission, RouteTarget, Shapes } from './shapes.ts';
export { describeUnknown, isUnknown, type Leaf, type LinkedBy, type Targets, Unknown, type UnknownReason } from './unknown.ts';
export { unreachable } from './unreachable.ts';
