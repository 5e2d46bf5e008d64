/**
 * Every sentence that the page shows, in English: the catalogue that other languages translate. Values are whole
 * sentences, or functions of named values; `<b>…</b>` and `<name/>` mark parts that the page fills in (`rich.tsx`).
 * What models write is never here. The benchmark page is in English only.
 */
import { captions } from './captions/en';
import { errors } from './errors/en';
import { difference, figure, heatmap } from './heatmap/en';
import { mapTest, mask } from './mask/en';
import { models } from './models/en';
import { common, page, pwa } from './page/en';
import { photographs } from './photographs/en';
import { collection, pictures, stage } from './pictures/en';
import { questions } from './questions/en';
import { appearance, help, language, settings } from './settings/en';
import { share } from './share/en';
import { f } from './shared/en';

export const en = {
  format: f,
  page,
  common,
  language,
  appearance,
  help,
  pwa,
  collection,
  pictures,
  stage,
  captions,
  questions,
  heatmap,
  figure,
  difference,
  mask,
  mapTest,
  share,
  photographs,
  models,
  settings,
  errors,
};
