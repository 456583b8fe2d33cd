/** For the end of a `switch` over a closed union: a member without a case is an error of types, and one that gets here is told. */
export function unreachable(value: never): never {
  throw new Error(`unhandled: ${String(value)}`);
}
