import { copyFileSync } from 'node:fs';
import { defineConfig } from 'rolldown';
import { rulesPlugin } from './rules-plugin.ts';

export default defineConfig([
  /** The `yaml` package in one file, for user data: from its seventy it takes three times as long to load. */
  {
    input: 'node_modules/yaml/dist/index.js',
    platform: 'node',
    output: { file: 'dist/vendor/yaml.cjs', format: 'cjs', minify: true },
    plugins: [{ name: 'licence', writeBundle: () => copyFileSync('node_modules/yaml/LICENSE', 'dist/vendor/LICENSE-yaml') }],
  },
  /** One entry; every dynamic import becomes a chunk, so that a run loads only what it uses. */
  {
    input: 'src/cli/main.ts',
    platform: 'node',
    // Dependencies stay packages of their own: npm installs them, and their licences with them.
    external: /^(?!\.|\/|virtual:|\0)[^:]*$|^node:/,
    plugins: [rulesPlugin()],
    transform: { define: { EKS_AUDIT_YAML: '"../vendor/yaml.cjs"' } },
    output: {
      dir: 'dist',
      format: 'esm',
      minify: false,
      sourcemap: false,
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name]-[hash].js',
    },
  },
]);
