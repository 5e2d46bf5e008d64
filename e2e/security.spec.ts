import { expect, test } from './fixtures';

/** What an injected text would do to become code. Runs in the page. */
async function attempts(): Promise<Record<string, string>> {
  const outcome = async (act: () => unknown) => {
    try {
      await act();
      return 'done';
    } catch (error) {
      return error instanceof Error ? error.name : 'refused';
    }
  };
  const blob = URL.createObjectURL(new Blob(['postMessage(1)'], { type: 'text/javascript' }));
  return {
    elements: await outcome(() => document.createElement('div').insertAdjacentHTML('beforeend', '<b>x</b>')),
    blob: await outcome(() => new Worker(blob)),
    elsewhere: await outcome(() => new Worker('https://example.com/x.js')),
    serviceWorker: await outcome(() => navigator.serviceWorker.register(blob)),
    script: await outcome(() => {
      document.createElement('script').text = 'alert(1)';
    }),
    stylesheet: await outcome(() => {
      document.createElement('style').innerHTML = '.a > .b { color: red }';
    }),
  };
}

for (const address of ['/?backend=wasm', '/bench']) {
  test(`text does not become code at ${address}`, async ({ page, violations }) => {
    await page.goto(address);
    await expect(page.getByRole('heading', { level: 1 }).or(page.getByRole('button'))).not.toHaveCount(0);
    expect(await page.evaluate(attempts)).toEqual({
      ...{ elements: 'TypeError', blob: 'TypeError', elsewhere: 'TypeError', serviceWorker: 'TypeError' },
      ...{ script: 'TypeError', stylesheet: 'done' },
    });
    // The fixture sees what was refused.
    expect(violations.splice(0)).not.toEqual([]);
  });
}
