import { expect, test } from './fixtures';
import { BlipscopeApp } from './pages/app';
import { sample } from './support/samples';

const PICTURE = sample('01.webp');

test('two tabs show what the other does, and lose nothing', async ({ app, page, context }) => {
  await app.open('wasm');
  await app.choose(PICTURE);
  await app.captions.finished(3);
  const other = new BlipscopeApp(await context.newPage());
  await other.open('wasm');
  await expect(other.inStrip(PICTURE, 'done')).toBeVisible();

  // Both change the same captions.
  await page.getByRole('button', { name: 'Pin caption 1' }).click();
  await other.page.getByRole('button', { name: 'Edit caption 2' }).click();
  await other.page.getByRole('textbox', { name: 'Your words' }).fill('my own words');
  await other.page.keyboard.press('Enter');
  await expect(other.page.getByRole('button', { name: 'Unpin caption 1' })).toBeVisible();
  await expect(app.captions.list).toContainText('my own words');

  // What is being typed stays while the other tab captions again.
  await other.page.getByRole('button', { name: 'Edit caption 3' }).click();
  await other.page.getByRole('textbox', { name: 'Your words' }).fill('not entered yet');
  await page.getByRole('button', { name: 'Delete this picture' }).click();
  await expect(app.inStrip(PICTURE, 'done')).toBeHidden();
  await expect(other.page.getByRole('textbox', { name: 'Your words' })).toHaveValue('not entered yet');
  await other.page.keyboard.press('Escape');
  await expect(other.inStrip(PICTURE, 'done')).toBeHidden();

  await other.page.getByRole('button', { name: 'Undo' }).click();
  await expect(app.inStrip(PICTURE, 'done')).toBeVisible();
  await expect(app.captions.list).toContainText('my own words');
  await page.reload();
  await expect(app.inStrip(PICTURE, 'done')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Unpin caption 1' })).toBeVisible();
});
