import type { Leaf, Unknown } from './unknown.ts';

/** `T` as an inventory holds it: every member may be left out, every leaf, list or block may be {@link Unknown}. */
export type Held<T> = T extends string | number | boolean | Date
  ? Leaf<T>
  : T extends readonly (infer U)[]
    ? readonly Held<NonNullable<U>>[] | Unknown
    : T extends object
      ? { readonly [K in keyof T]?: Held<NonNullable<T[K]>> | undefined } | Unknown
      : Leaf<T>;

/** A path into a shape in AWS's own spelling: `LaunchTemplateData.MetadataOptions.HttpTokens`, `BlockDeviceMappings[0].Ebs`. */
export type At<T, P extends string> = P extends `${infer Head}.${infer Rest}` ? At<Step<T, Head>, Rest> : Step<T, P>;

type Step<T, S extends string> = S extends `${infer K}[${string}]`
  ? Member<T, K> extends readonly (infer U)[]
    ? NonNullable<U>
    : never
  : Member<T, S>;

type Member<T, K extends string> = T extends object ? (K extends keyof T ? NonNullable<T[K]> : never) : never;
