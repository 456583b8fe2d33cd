import { defineConfig } from 'rolldown';
import { rulesPlugin } from './rules-plugin.ts';

/** One entry; every dynamic import becomes a chunk, so that a run loads only what it uses. */
export default defineConfig({
  input: 'src/cli/main.ts',
  platform: 'node',
  // Dependencies stay packages of their own: npm installs them, and their licences with them.
  external: /^(?!\.|\/|virtual:|\0)[^:]*$|^node:/,
  plugins: [rulesPlugin()],
  output: {
    dir: 'dist',
    format: 'esm',
    cleanDir: true,
    minify: false,
    sourcemap: false,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
  },
});
