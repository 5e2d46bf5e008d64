import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { HubServer } from '../model-export/testing/hub-server';
import { folderContents } from '../model-export/testing/memory';
import { expect, test } from './fixtures';
import { Models } from './pages/models';
import { checkpointFolder } from './support/checkpoints';
import { photograph } from './support/photographs';
import { sample } from './support/samples';

const ID = 'Salesforce/blip-image-captioning-base';
const NAME = 'blip-image-captioning-base';
const WEIGHTS = 'model.safetensors';

test('the first photograph is asked about before any caption, and captioned by the model that it waited for', async ({
  app,
  page,
}, testInfo) => {
  test.slow();
  const hub = await HubServer.start(ID, folderContents(checkpointFolder('demo-model/checkpoint')));
  const dog = await photograph(testInfo.outputPath('dog.jpg'));
  const cat = await photograph(testInfo.outputPath('cat.jpg'), 2);
  const models = new Models(page);
  const notice = page.getByRole('region', { name: 'The demo model knows drawings, not photographs' });
  const installing = page.getByRole('region', { name: `${NAME} is being installed` });
  const axe = async () => expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await app.open('wasm');
  await models.open();
  await models.useHub(hub.endpoint);

  // Pictures that are given to the manager are offered to be added where pictures are.
  await models.choose(dog);
  await expect(models.trouble).toContainText('“dog.jpg” is a picture, not a model.');
  await axe();
  await models.press('Caption the picture');
  await expect(models.dialog).toBeHidden();

  await expect(notice).toContainText('Your picture looks like a photograph. It is not captioned yet.');
  await expect(notice).toContainText('990 MB to download');
  await expect(app.inStrip(dog, 'queued')).toBeVisible();
  // The tooltip of the button that has the focus again belongs to no landmark.
  await page.getByRole('heading', { name: 'Blipscope' }).click();
  await axe();
  await app.drop(sample('01.webp'));
  await expect(app.inStrip(sample('01.webp'), 'done')).toBeVisible();
  await expect(app.inStrip(dog, 'queued')).toBeVisible();

  hub.faultsOf.set(WEIGHTS, [{ kind: 'cut', after: 5_000_000 }]);
  await notice.getByRole('button', { name: /^Install it/ }).press('Enter');
  await expect(installing).toContainText('Downloading: 5.0 MB of 9.3 MB');
  await axe();
  await app.drop(cat);
  await installing.getByRole('button', { name: 'Use the demo model until then' }).click();
  await expect(app.inStrip(dog, 'done')).toBeVisible();
  await expect(app.inStrip(cat, 'done')).toBeVisible();
  await expect(app.backend).toContainText('Demo model');

  hub.cut();
  await expect(app.backend).toContainText(NAME);
  await expect(installing).toBeHidden();
  await expect(app.inStrip(dog, 'done')).toBeVisible();
  await expect(app.inStrip(cat, 'done')).toBeVisible();
  await app.captions.finished(3);
  await expect
    .poll(() => modelsOfRuns(page))
    .toEqual({ 'dog.jpg': ID, 'cat.jpg': ID, '01.webp': 'blipscope/demo' });

  await hub.close();
  await page.reload();
  await expect(app.backend).toContainText(NAME);
  await app.drop(dog);
  await expect(app.strip.getByRole('option', { name: 'dog.jpg, done' })).toHaveCount(2);
  await expect(notice).toBeHidden();
});

/** Which model wrote the stored captions of each picture, by the picture's name. */
function modelsOfRuns(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const answer = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await answer(indexedDB.open('blipscope'));
    const stores = database.transaction(['pictures', 'runs']);
    const all = (name: string) => answer(stores.objectStore(name).getAll());
    const [pictures, runs] = await Promise.all([all('pictures'), all('runs')]);
    database.close();
    const nameOf = (id: string) => pictures.find((picture) => picture.id === id)?.name;
    return Object.fromEntries(runs.map(({ pictureId, model }) => [nameOf(pictureId), model?.id]));
  });
}
