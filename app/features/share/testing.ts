/** For tests: a view of `picture()`. */
import { DEFAULT_SETTINGS } from '../../../core/settings';
import { type SavedView, VIEW_FORMAT, VIEW_VERSION } from './view-document';

/** SHA-256 of the bytes of `picture()`. */
export const PICTURE_HASH = '6ec9c2b0eb14010746c8bce8939303b382344b296206612eb8a907a37b2b2f37';

export const VIEW: SavedView = {
  format: VIEW_FORMAT,
  version: VIEW_VERSION,
  picture: { name: 'dog.jpg', bytes: 6, sha256: PICTURE_HASH },
  model: 'test/model',
  settings: { ...DEFAULT_SETTINGS, topP: 0.8, seed: 7 },
  look: {
    visible: true,
    mode: 'contours',
    scale: 'sentence',
    palette: 'viridis',
    opacity: 0.4,
    method: 'attention',
    gradCamLayers: { caption: 2, itm: 'sum', answer: 1 },
    layer: null,
    head: null,
    sentenceLevel: false,
    comparison: 'nothing',
  },
  masked: [],
  caption: { text: 'a brown dog', given: '', edited: null, bySeed: true, word: 2, compared: null },
  answered: null,
};
