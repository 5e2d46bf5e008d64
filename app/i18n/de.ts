/** The catalogue in German. */
import { captions } from './captions/de';
import { errors } from './errors/de';
import { difference, figure, heatmap } from './heatmap/de';
import { mapTest, mask } from './mask/de';
import type { Messages } from './messages';
import { models } from './models/de';
import { common, page, pwa } from './page/de';
import { photographs } from './photographs/de';
import { collection, pictures, stage } from './pictures/de';
import { questions } from './questions/de';
import { appearance, help, language, settings } from './settings/de';
import { share } from './share/de';
import { f } from './shared/de';

export const de: Messages = {
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
