/** What the page says about saving and sharing, in English. */
import { f } from '../shared/en';

export const share = {
  title: 'Save and share',
  asShown: 'The picture as shown',
  bare: 'The picture, without heatmap: pin a word to have its heatmap on it',
  savePicture: 'Save the picture as PNG',
  copyPicture: 'Copy the picture',
  captioned: 'With caption and legend',
  words: 'All words side by side',
  saveWordsPng: 'Save all words as PNG',
  saveWordsSvg: 'Save all words as SVG',
  maps: 'The maps in numbers',
  saveMapsJson: 'Save the maps as JSON',
  saveMapsNpy: 'Save the maps for NumPy',
  view: 'This view, without the picture, which stays on this device',
  copyLink: 'Copy a link to this view',
  saveView: 'Save this view as a file',
  openSavedView: 'Open a saved view…',
  openView: 'Open a saved view',
  working: 'Preparing…',
  copied: 'Copied',
  saved: 'Saved',
  /** The picture was too large: the size in pixels that it has, and the one it should have. */
  reduced: ({ made, full }: { made: Size; full: Size }) =>
    `It has ${sizeText(made)} pixels: the picture’s ${sizeText(full)} are more than this browser can draw.`,
  failures: {
    'picture-png': 'This picture could not be saved; try a smaller one.',
    'picture-copy': 'This picture could not be copied. Save it as PNG instead.',
    'words-png': 'The figure could not be saved; try a smaller picture.',
    'words-svg': 'The figure could not be saved; try a smaller picture.',
    'maps-json': 'The maps could not be saved. Reload the page and try again.',
    'maps-npy': 'The maps could not be saved. Reload the page and try again.',
    'view-link': 'The link could not be copied. Save the view as a file instead.',
    'view-file': 'The view could not be saved: the picture can no longer be read. Add it again.',
    'no-picture': 'There is no picture to save.',
    'no-words': 'There are no words yet. Caption the picture first.',
    undecodable:
      'This browser could not decode the picture. Convert it to JPEG or PNG, or make it smaller, and add it again.',
    'no-canvas': 'This browser provides no canvas to draw on. Try another one.',
    'link-too-long': 'This view is too long for a link. Save it as a file instead.',
    'not-loaded':
      'The part of the page that saves and shares could not be loaded. Check the connection and try again. If that does not help, reload the page.',
  },
  refusals: {
    'not-loaded':
      'The part of the page that opens views could not be loaded. Reload the page, then open the view again.',
    'damaged-link': 'This link is damaged or incomplete. Copy the whole link again.',
    'damaged-file': 'This view file is damaged. Save the view again.',
    'not-a-view': 'This file is not a view that Blipscope saved.',
    'newer-link': 'This link was made by a newer Blipscope. Reload the page, then open it again.',
    'newer-file': 'This file was made by a newer Blipscope. Reload the page, then open it again.',
  },
  choosePicture: 'Choose the picture',
  /** `<name/>` is the picture's name, `<hash/>` the beginning of its hash. */
  awaiting: ({ bytes }: { bytes: number }) =>
    `This is a view of “<name/>” (${f.bytes(bytes)}, <hash/>). The picture is not part of it: add it here to see the view.`,
  awaitingOther: ({ another, bytes }: { another: string; bytes: number }) =>
    `“${another}” is another picture. This is a view of “<name/>” (${f.bytes(bytes)}, <hash/>). The picture is not part of it: add it here to see the view.`,
  hash: ({ start }: { start: string }) => `SHA-256 ${start}…`,
  restoring: ({ name }: { name: string }) => `Restoring the view of “${name}”…`,
  restored: ({ name }: { name: string }) => `“${name}” is shown as it was when the view was saved.`,
  restoredPartly: ({ name, shortfall }: { name: string; shortfall: string }) =>
    `“${name}” is shown as it was when the view was saved. ${shortfall}`,
  shortfalls: {
    left: 'You went to another picture before its caption was there.',
    'no-model': 'No model is loaded, so its caption is missing.',
    unreadable: 'This model could not read its sentence; the settings are those of the view.',
    'other-words': 'This device chose other words with the same seed, so its sentence is among your own.',
    'other-model': 'Another model wrote its sentence, which is now among your own.',
  },
  writtenBy: ({ model }: { model: string }) => `${model} wrote its sentence, which is now among your own.`,
};

type Size = Record<'width' | 'height', number>;

function sizeText({ width, height }: Size): string {
  return `${width} × ${height}`;
}
