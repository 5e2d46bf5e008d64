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
    /Probability of “\w+”: \d+% with nothing hidden, .+ the same area elsewhere hidden/,
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

test('a part is hidden by a drag and another by keys; the captions are of what is left, and come back whole', async ({
  app,
  page,
  whatIf,
}) => {
  const whole = await app.captions.finished(3);
  await whatIf.hideTool.click();
  await whatIf.drag([0.36, 0.25], [0.66, 0.7]);
  await expect(whatIf.hidden).toHaveAccessibleName('1 part hidden from the model: centre');
  await expect.poll(() => whatIf.hiddenPixels()).toBeGreaterThan(0);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await expect(whatIf.hidden).toHaveAccessibleName(/^2 parts hidden from the model/);
  await whatIf.bar.getByRole('button', { name: 'Undo' }).click();
  await expect(whatIf.hidden).toHaveAccessibleName(/^1 part hidden/);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await whatIf.bar.getByRole('button', { name: 'Caption again' }).click();
  await expect(whatIf.note).toContainText(`Of the whole picture: “${whole[0]}”`);
  const without = await app.captions.finished(3);
  expect(without).not.toEqual(whole);
  const figure = new Figure(page);
  await figure.button.click();
  await expect(figure.dialog).toContainText('with 1 part of the picture hidden');
  await expect(figure.panels.first().getByTestId('hidden-in-panel')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(whatIf.note).toBeVisible();
  await expect.poll(() => whatIf.hiddenPixels()).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Back to the whole picture' }).click();
  await expect(whatIf.hidden).toHaveCount(0);
  expect(await app.captions.finished(3)).toEqual(whole);
});
