import { defineConfig } from 'rolldown';

/** The scripts of `scripts/`, for a Node that runs no TypeScript. */
export default defineConfig({
  input: { docs: 'scripts/docs.ts', 'new-rule': 'scripts/new-rule.ts' },
  platform: 'node',
  external: ['yaml', '@marcbachmann/cel-js', /^node:/],
  output: { dir: '.build', format: 'esm', cleanDir: true, entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
});
