import { test as base, expect } from '@playwright/test';
import { BlipscopeApp } from './pages/app';

interface Fixtures {
  app: BlipscopeApp;
  /** Watches every request of the page, its workers and its service worker. */
  onlyThisOrigin: undefined;
  /** What the page and its workers did against their Content-Security-Policy, Trusted Types included. */
  violations: string[];
}

export const test = base.extend<Fixtures>({
  app: async ({ page }, use) => use(new BlipscopeApp(page)),

  onlyThisOrigin: [
    async ({ context, baseURL }, use) => {
      const elsewhere: string[] = [];
      const hosts = new Set(['localhost', '127.0.0.1', new URL(baseURL ?? '').hostname]);
      context.on('request', (request) => {
        const { protocol, hostname } = new URL(request.url());
        if (protocol.startsWith('http') && !hosts.has(hostname)) elsewhere.push(request.url());
      });
      await use(undefined);
      expect(elsewhere, 'requests that left this machine').toEqual([]);
    },
    { auto: true },
  ],

  violations: [
    async ({ context }, use) => {
      const violations: string[] = [];
      context.on('console', (message) => {
        if (/Content Security Policy|Trusted ?(Types|HTML|Script)/.test(message.text()))
          violations.push(message.text());
      });
      await use(violations);
      expect(violations, 'violations of the Content-Security-Policy').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
