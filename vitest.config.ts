import { defineConfig } from 'vitest/config';
// The processes of the tests inherit the variable.
import './cli/no-telemetry.ts';
import { buildConstants } from './vite.config.ts';

export default defineConfig({
  define: buildConstants,
  test: {
    include: ['{core,dataset,app,workers,model-export,cli,packages,scripts,bench}/**/*.test.{ts,tsx}'],
    // Graph tests each run a complete runtime; more at a time slow each other down on two cores.
    testTimeout: 60_000,
    // Some of them export a model first.
    hookTimeout: 60_000,
  },
});
