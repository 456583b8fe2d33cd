import { defineConfig } from 'rolldown';

/** The scripts of `scripts/` and `bench/`, for a Node that runs no TypeScript. */
export default defineConfig({
  input: {
    docs: 'scripts/docs.ts',
    'new-rule': 'scripts/new-rule.ts',
    'policy-schema': 'scripts/policy-schema.ts',
    schemas: 'scripts/schemas.ts',
    bench: 'bench/run.ts',
  },
  platform: 'node',
  external: /^(?!\.|\/|\0)[^:]*$|^node:/,
  output: { dir: '.build', format: 'esm', cleanDir: true, entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
});
