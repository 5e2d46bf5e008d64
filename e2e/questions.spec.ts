import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { HubServer } from '../model-export/testing/hub-server';
import { folderContents } from '../model-export/testing/memory';
import { expect, test } from './fixtures';
import { Heat } from './pages/heat';
import { Models } from './pages/models';
import { checkpointFolder } from './support/checkpoints';
import { sample } from './support/samples';

/** A fish in the middle of the sea, a tractor on its left, a pizza on its right. */
const PICTURE = sample('01.webp');

class Questions {
  readonly field: Locator;
  readonly listed: Locator;
  readonly items: Locator;

  constructor(readonly page: Page) {
    this.field = page.getByLabel('Ask a question, or check a sentence');
    this.listed = page.getByLabel('Answers to choose from');
    this.items = page.getByRole('list', { name: 'Questions' }).locator('> li');
  }

  /** The answers to the question of that place, the best first. */
  answers(index: number): Locator {
    return this.items.nth(index).getByRole('list').getByRole('button');
  }

  async ask(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press('Enter');
  }
}

test('the demo model is asked, and shows where it looked; the history stays', async ({ app, page }) => {
  const questions = new Questions(page);
  const heat = new Heat(page);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await app.open('wasm');
  await app.drop(PICTURE);
  await app.captions.finished(3);

  await questions.ask('what is in the middle?');
  await expect(questions.answers(0).first()).toHaveText('fish');
  await expect(heat.legend).toContainText('Where the model looked for “fish”');
  await expect.poll(async () => (await app.stage.heat()).pixels).toBeGreaterThan(0);
  const ofAnswer = await app.stage.heat();
  await questions.items
    .first()
    .getByRole('button', { name: /^middle/ })
    .click();
  await expect(heat.legend).toContainText('Where it looked at “middle?” for “fish”');
  await expect.poll(async () => (await app.stage.heat()).digest).not.toBe(ofAnswer.digest);

  await questions.field.fill('which colour is the tractor');
  await questions.listed.fill('red, green');
  await questions.listed.press('Enter');
  await expect(questions.answers(1)).toHaveText(['green', 'red']);
  await expect(questions.items.nth(1)).toContainText('among your answers');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await questions.ask('a fish in the sea');
  const typed = page.getByRole('list', { name: 'Your own sentences' }).getByRole('listitem');
  await expect(typed).toContainText('image-text matching (ITM)');
  await expect(questions.items).toHaveCount(2);

  await page.reload();
  await expect(questions.answers(1)).toHaveText(['green', 'red']);
  await expect(app.backend).toContainText('CPU');
  await questions.answers(0).first().click();
  await expect(heat.legend).toContainText('Where the model looked for “fish”');

  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await questions.field.fill('is it night?');
  await expect(page.getByRole('button', { name: 'Match it instead' })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test('a question answerer from a hub is told from the others, and answers', async ({ app, page }) => {
  const id = 'someone/answers';
  const hub = await HubServer.start(id, folderContents(checkpointFolder('reference/architectures/vqa-9')));
  const models = new Models(page);
  const questions = new Questions(page);
  await app.open('wasm');
  await app.drop(PICTURE);
  await app.captions.finished(3);
  await models.open();
  await models.useHub(hub.endpoint);
  await models.lookAt(id);
  await expect(models.dialog).toContainText('Answers questions');
  await expect(models.dialog).toContainText('Captions and Matching');
  await models.press('Install');
  const item = models.item('answers');
  await expect(item.getByRole('list', { name: 'Made for' })).toHaveText('Answers');
  await expect(item).toContainText('Your questions go to it once you choose “Use for answers”.');
  await models.press('Use for answers: answers');
  await expect(item).toContainText('Answers the questions');
  await expect(models.item('Demo model')).toContainText('Use for answers');
  await models.close();
  await hub.close();

  await questions.ask('what is on the left?');
  await expect(questions.items.first()).toContainText('by answers');
  await expect(questions.answers(0)).toHaveCount(3);
});
