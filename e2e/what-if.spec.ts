import AxeBuilder from '@axe-core/playwright';
import { test as base, expect } from './fixtures';
import { Figure } from './pages/figure';
import { WhatIf } from './pages/what-if';
import { sample } from './support/samples';

/** A captioned picture. */
const test = base.extend<{ whatIf: WhatIf }>({
  whatIf: async ({ app, page }, use) => {
    await app.open('wasm');
    await app.drop(sample('01.webp'));
    await app.captions.finished(3);
    await use(new WhatIf(page));
  },
});

test('a map is put to the test: the word loses by what it marks, in one sentence and two curves', async ({
  app,
  page,
  whatIf,
}) => {
  await app.captions.words().nth(1).click();
  await whatIf.testButton.click();
  await expect(whatIf.panel).toContainText(
    /Probability of “\w+”: \d+% with nothing masked, .+ the same area elsewhere masked/,
  );
  await expect(whatIf.curves).toHaveCount(2);
  await expect(whatIf.panel.getByText(/^area \d\.\d\d, elsewhere \d\.\d\d; less is better$/)).toBeVisible();
  await expect(whatIf.panel.getByText(/^area .+; more is better$/)).toBeVisible();
  await expect(whatIf.panel.getByRole('progressbar')).toHaveCount(0);
  expect((await new AxeBuilder({ page }).include('[role=dialog]').analyze()).violations).toEqual([]);
  const said = await whatIf.panel.textContent();
  await page.keyboard.press('Escape');
  await app.captions.words().nth(3).click();
  await app.captions.words().nth(1).click();
  await expect(app.captions.items.first()).toContainText(/map (passed|did not pass) its test/);
  await page.keyboard.press('t');
  await expect.poll(() => whatIf.panel.textContent()).toBe(said);
});

test('a test can be cancelled, and captions do not wait for it', async ({ app, page, whatIf }) => {
  await app.captions.words().nth(1).click();
  await whatIf.testButton.click();
  await whatIf.panel.getByRole('button', { name: 'Cancel' }).click();
  await expect(whatIf.panel).toContainText('Cancelled');
  await whatIf.panel.getByRole('button', { name: 'Test again' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Caption again' }).click();
  await app.captions.finished(3);
});

test('parts are masked by a drag and by keys; the captions follow, and come back when unmasked', async ({
  app,
  page,
  whatIf,
}) => {
  const unmasked = await app.captions.finished(3);
  await whatIf.maskTool.click();
  await whatIf.drag([0.36, 0.25], [0.66, 0.7]);
  await expect(whatIf.masked).toHaveAccessibleName('1 part masked for the model: centre');
  await expect.poll(() => whatIf.maskedPixels()).toBeGreaterThan(0);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await expect(whatIf.masked).toHaveAccessibleName(/^2 parts masked for the model/);
  await whatIf.bar.getByRole('button', { name: 'Undo' }).click();
  await expect(whatIf.masked).toHaveAccessibleName(/^1 part masked/);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await whatIf.bar.getByRole('button', { name: 'Caption again' }).click();
  await expect(whatIf.note).toContainText(`Of the whole picture: “${unmasked[0]}”`);
  const without = await app.captions.finished(3);
  expect(without).not.toEqual(unmasked);
  const figure = new Figure(page);
  await figure.button.click();
  await expect(figure.dialog).toContainText('with 1 part of the picture masked');
  await expect(figure.panels.first().getByTestId('masked-in-panel')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(whatIf.note).toBeVisible();
  await expect.poll(() => whatIf.maskedPixels()).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Back to the whole picture' }).click();
  await expect(whatIf.masked).toHaveCount(0);
  expect(await app.captions.finished(3)).toEqual(unmasked);
});
