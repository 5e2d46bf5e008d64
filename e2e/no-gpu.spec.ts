import { expect, test } from './fixtures';
import { sample } from './support/samples';

test.use({
  launchOptions: async ({ launchOptions }, use) => {
    const args = launchOptions.args?.filter((each) => each !== '--enable-unsafe-webgpu') ?? [];
    await use({ ...launchOptions, args: [...args, '--disable-gpu'] });
  },
});

test('without a GPU the page says so, and captions on the processor', async ({ app, page }) => {
  await app.open('auto');
  await expect(app.backend).toContainText('CPU (WASM)');
  await expect(page.getByText(/The browser offers no GPU|This browser has no WebGPU/)).toBeVisible();
  await app.drop(sample('01.webp'));
  await app.captions.finished(3);
});
