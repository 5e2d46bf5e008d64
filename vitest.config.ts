import { defineConfig } from 'vitest/config';
import { buildConstants } from './vite.config.ts';

export default defineConfig({
  define: buildConstants,
  test: {
    include: ['{core,app,workers,model-export,cli,scripts,bench}/**/*.test.{ts,tsx}'],
    // Graph tests run a whole runtime each; on two cores more at a time only get in each other's way.
    testTimeout: 60_000,
  },
});
