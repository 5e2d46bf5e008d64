/** What the page says about pictures, their folders and the picture that is shown, in English. */
import type { RunStatus } from '../../features/captions/run';
import { f } from '../shared/en';

export const collection = {
  title: 'Folder',
  back: ({ name }: { name: string }) => (name ? `Back to ${name}` : 'Back to the pictures'),
  place: ({ at, of }: { at: number; of: number }) => `${f.number(at)} of ${f.number(of)}`,
  foundBy: ({ text }: { text: string }) => `Found by “${text}”: the map shows why.`,
  like: 'More like this',
  recent: {
    title: 'Folders opened before',
    item: ({ name, done, total }: { name: string; done: number; total: number }) =>
      `${name} (${f.number(done)} of ${f.number(total)} captioned)`,
    pickAgain: 'Choose the same folder again to go on.',
    refused: 'The browser does not allow reading this folder. Try again and allow it.',
    forgetLabel: ({ name }: { name: string }) => `Forget ${name}`,
    forget: ({ name, count }: { name: string; count: number }) =>
      `Delete the texts and decisions of ${name} (${f.number(count)} captioned) from this device? The pictures stay.`,
    forgetNow: 'Delete',
  },
};

export const pictures = {
  region: 'Your pictures',
  list: 'Pictures',
  zoomOut: 'All pictures as a grid (G)',
  grid: {
    region: 'All pictures',
    count: ({ count }: { count: number }) =>
      f.plural(count, { one: '1 picture', other: `${f.number(count)} pictures` }),
    back: 'Back to the picture',
  },
  add: 'Add pictures',
  choose: 'Choose pictures',
  chooseFolder: 'Open a folder',
  headline: 'Drop a picture anywhere.',
  promise: 'It stays on this device. The model writes captions, and shows for every word where it looked.',
  paste: 'or paste one',
  samples: 'Sample pictures',
  trySample: 'Or try one of these',
  tryAnother: 'Try one of these',
  /** What a sample shows; `samples.json` describes it in English. */
  sampleAlt: ({ alt }: { file: string; alt: string }) => alt,
  sample: ({ alt }: { alt: string }) => `Try the sample: ${alt}`,
  sampleMissing: ({ name }: { name: string }) =>
    `“${name}” could not be fetched. Check the connection and try again.`,
  dropPictures: 'Drop to add your pictures. They stay on this device.',
  dropModel: 'Drop to add your model. It stays on this device.',
  droppedFolder: 'The folder',
  status: {
    queued: 'queued',
    encoding: 'working',
    streaming: 'working',
    matching: 'working',
    done: 'done',
    cancelled: 'cancelled',
    failed: 'failed',
  } satisfies Record<RunStatus, string>,
  thumbnail: ({ name, status }: { name: string; status: string }) => `${name}, ${status}`,
  removed: ({ name }: { name: string }) => `“${name}” was deleted.`,
  rejected: ({ count }: { count: number }) =>
    f.plural(count, { one: 'One file was not added.', other: `${count} files were not added.` }),
  /** `<name/>` is the file's name. */
  rejectedFile: ({ reason }: { reason: string }) => `<name/>: ${reason}`,
  reasons: {
    empty: 'The file is empty.',
    'not-an-image': 'This is not an image.',
    unreadable: 'It could not be read.',
  },
};

export const stage = {
  region: 'Picture',
  unreadable: ({ name }: { name: string }) => `“${name}” cannot be shown here.`,
  preparing: ({ name }: { name: string }) => `Decoding “${name}”…`,
  play: 'Play the sentence',
  stopPlaying: 'Stop playing',
  heat: 'Heatmap',
  sentenceHeat: 'Heatmap of the whole sentence',
  remove: 'Delete this picture',
  options: 'Heatmap options',
  /** @param key that does the same. */
  shortcut: ({ label, key }: { label: string; key: string }) => `${label} (${key})`,
  compare: 'Compare side by side',
  comparison: 'Next to the heatmap',
  comparisons: {
    nothing: 'Nothing',
    picture: 'The picture alone',
    word: 'Another word',
    sentence: 'Another sentence',
  },
  panePicture: 'The picture',
  paneHeat: 'The heatmap',
  pinned: 'pinned',
  pinHere: 'press a word to pin it here',
};
