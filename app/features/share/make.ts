/** Creates the files that are saved, copied or linked. Loaded on first use. */
import type { App } from '../../store/app-state';
import { currentRun } from '../captions/captions.selectors';
import { figurePng } from '../figure/figure-png';
import { figureSvgFile } from '../figure/figure-svg-file';
import { type Figure, figureOf } from '../figure/panels';
import { currentCaption } from '../heatmap/heatmap.selectors';
import { currentPicture } from '../pictures/pictures.selectors';
import type { Picture } from '../pictures/pictures.slice';
import { answerHeat } from '../questions/answer-heat';
import { explanationOfAnswer } from '../questions/answer-maps.selectors';
import { sha256Of } from './hash';
import { npyOf } from './npy';
import { type RawAnswerMaps, rawAnswerMapsOf } from './raw-answer-maps';
import { type RawMaps, rawMapsOf } from './raw-maps';
import { ShareError } from './reasons';
import type { Reduced, ShareKind } from './share.slice';
import { linkTo } from './view-document';
import { viewOf } from './view-of';
import { viewPicture } from './view-picture';

export interface Made {
  file: File;
  /** Null when it is just what was asked for. */
  reduced: Reduced | null;
}

type Get = () => App;

/** @throws {ShareError} when there is nothing to share; else what drawing throws. */
export async function make(what: ShareKind, get: Get): Promise<Made> {
  const picture = currentPicture(get());
  if (!picture) throw new ShareError('no-picture');
  return MAKERS[what](picture, get);
}

const MAKERS: Readonly<Record<ShareKind, (picture: Picture, get: Get) => Promise<Made>>> = {
  'picture-png': viewOnPicture,
  'picture-copy': viewOnPicture,

  async 'words-png'(picture, get) {
    const figure = await mappedFigure(get);
    return named(
      await figurePng(await displayed(picture, get), figure, get().heatmap),
      picture,
      '-words.png',
    );
  },

  async 'words-svg'(picture, get) {
    const figure = await mappedFigure(get);
    return named(
      await figureSvgFile(await displayed(picture, get), figure, get().heatmap),
      picture,
      '-words.svg',
    );
  },

  async 'maps-json'(picture, get) {
    const json = JSON.stringify(await rawMaps(picture, get));
    return named(new Blob([json, '\n'], { type: 'application/json' }), picture, '-maps.json');
  },

  async 'maps-npy'(picture, get) {
    const { maps, grid } = await rawMaps(picture, get);
    return named(new Blob([npyOf(maps, grid)], { type: 'application/octet-stream' }), picture, '-maps.npy');
  },

  async 'view-link'(picture, get) {
    const { origin, pathname } = location;
    const link = linkTo(origin + pathname, viewOf(get(), picture, await sha256Of(picture.blob)));
    return named(new Blob([link], { type: 'text/plain' }), picture, '.txt');
  },

  async 'view-file'(picture, get) {
    const view = viewOf(get(), picture, await sha256Of(picture.blob));
    const json = JSON.stringify(view, null, 2);
    return named(new Blob([json, '\n'], { type: 'application/json' }), picture, '.blipscope-view.json');
  },
};

/** The picture as the browser can draw it. @throws {WorkerFailure} when it cannot be read. */
function displayed({ blob }: Picture, get: Get): Promise<Blob> {
  return get().pictures.displayed(blob, null);
}

async function viewOnPicture(picture: Picture, get: Get): Promise<Made> {
  const { png, size, fullSize } = await viewPicture(await displayed(picture, get), get());
  const reduced = size.width === fullSize.width ? null : { made: size, full: fullSize };
  return { ...named(png, picture, '-blipscope.png'), reduced };
}

/** The caption in view, once its maps by the chosen method are here. */
async function mappedCaption(get: Get): Promise<number> {
  const caption = get().figure.caption ?? currentCaption(get());
  if (caption === null) throw new ShareError('no-words');
  await get().heatmap.loadMaps(caption);
  return caption;
}

async function mappedFigure(get: Get): Promise<Figure> {
  const figure = figureOf(get(), await mappedCaption(get));
  if (!figure) throw new ShareError('no-words');
  return figure;
}

/** Of the answer that is selected, else of the caption in view. */
async function rawMaps({ name }: Picture, get: Get): Promise<RawMaps | RawAnswerMaps> {
  await get().answerMaps.load();
  const heat = answerHeat(get());
  const explained = heat && explanationOfAnswer(get(), heat.answered, heat.ref.answer)?.explained;
  if (explained) return rawAnswerMapsOf(name, heat.answered, heat.ref.answer, explained, heat.layer);
  const caption = await mappedCaption(get);
  const run = currentRun(get());
  const maps = run && rawMapsOf(get(), run, caption, name);
  if (!maps || maps.maps.length === 0) {
    throw new ShareError('no-words');
  }
  return maps;
}

function named(blob: Blob, { name }: Picture, ending: string): Made {
  return {
    file: new File([blob], name.replace(/\.[^.]*$/, '') + ending, { type: blob.type }),
    reduced: null,
  };
}
