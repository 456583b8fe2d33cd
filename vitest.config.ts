import { defineConfig } from 'vitest/config';
import { rulesPlugin } from './build/rules-plugin.ts';

export default defineConfig({
  plugins: [rulesPlugin()],
  test: { include: ['test/**/*.test.ts'] },
});
