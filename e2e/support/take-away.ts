/** Takes features away from the page and from every worker of it, before any other script runs there. */
import type { BrowserContext } from '@playwright/test';

const WORKER = /\/assets\/[\w-]+\.worker-[\w-]+\.js$/;
const SCRIPT = '/assets/take-away.js';

/**
 * @param paths what to take away from the global object, as `navigator.locks`; `@@` stands before a symbol
 * @param of where: `self.Worker` may be missing in workers alone
 */
export async function takeAway(
  context: BrowserContext,
  paths: readonly string[],
  of: 'all' | 'workers' = 'all',
): Promise<void> {
  const script = paths.map(removal).join('\n');
  if (of === 'all') await context.addInitScript(script);
  await context.route(`**${SCRIPT}`, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: script }),
  );
  await context.route(WORKER, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `import '${SCRIPT}';\n${await response.text()}` });
  });
}

/** Deletes it from the object and from what that inherits. */
function removal(path: string): string {
  const names = path.split('.');
  return `{
  const names = ${JSON.stringify(names)};
  const last = names.pop();
  const name = last.startsWith('@@') ? Symbol[last.slice(2)] : last;
  let owner = names.reduce((parent, each) => parent?.[each], self);
  for (; owner; owner = Object.getPrototypeOf(owner)) delete owner[name];
}`;
}
