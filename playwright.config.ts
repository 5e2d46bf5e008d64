import { defineConfig, devices } from '@playwright/test';
import { findBrowser } from './scripts/find-browser.ts';

/** Ports of their own, so that a running `npm start` is not in the way. */
const APP = 'http://localhost:4273/';
const PARITY = 'http://localhost:4274/';

/** The browser fetches nothing for itself; WebGPU is offered without a GPU too, then computed by the CPU. */
const ARGUMENTS = [
  '--enable-unsafe-webgpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  // A page that asks for its memory is answered at once, not after a while.
  '--enable-blink-features=ForceEagerMeasureMemory',
];
const AS_ROOT = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // Each test has a runtime of its own and wants all cores.
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 60_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    baseURL: APP,
    trace: 'retain-on-failure',
    launchOptions: { executablePath: findBrowser() ?? undefined, args: [...ARGUMENTS, ...AS_ROOT] },
  },
  projects: [
    { name: 'app', testIgnore: ['parity/**', 'engines/**', 'package/**'] },
    { name: 'parity', testMatch: 'parity/*.spec.ts', use: { baseURL: PARITY }, timeout: 900_000 },
    // The npm package, in projects that are made for it.
    {
      name: 'package',
      testMatch: ['package/package.spec.ts', 'package/reference.spec.ts'],
      timeout: 900_000,
    },
    // By hand: it takes long.
    { name: 'next', testMatch: 'package/next.spec.ts', timeout: 1_800_000 },
    // Other browsers than Playwright's, with servers of their own.
    { name: 'engines', testMatch: 'engines/*.spec.ts', timeout: 900_000 },
  ],
  webServer: [
    { command: 'npx vite preview --port 4273 --strictPort', url: APP, reuseExistingServer: !process.env.CI },
    {
      command: 'npx tsx e2e/parity/serve.ts --port 4274',
      url: PARITY,
      reuseExistingServer: !process.env.CI,
      timeout: 180_000,
    },
  ],
});
