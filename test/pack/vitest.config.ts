import { defineConfig } from 'vitest/config';

/** `npm run test:pack`: apart from `npm test`, since it installs from the registry. */
export default defineConfig({
  test: { include: ['test/pack/*.pack.ts'], testTimeout: 60_000, hookTimeout: 240_000 },
});
