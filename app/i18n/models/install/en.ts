/** What the page says about adding a model, in English. */
import type { Backend, Dtype, InstalledBundle } from '../../../../core/protocol';
import { f } from '../../shared/en';

export const machines: Record<InstalledBundle['target'], string> = {
  webgpu: 'the GPU',
  wasm: 'the CPU',
  node: 'the command line',
};

export const dtypes: Record<Dtype, string> = { q8: '8-bit', q4: '4-bit', fp16: '16-bit', fp32: '32-bit' };

export const add = {
  title: 'Add a model',
  intro: ({ host }: { host: string }) =>
    `These are downloaded from ${host}, converted on this device and stored here. You see what it takes before anything is downloaded.`,
  size: ({ bytes }: { bytes: number }) =>
    `Downloads about ${f.bytes(bytes)}; the 8-bit model takes about a quarter of that on this device.`,
  get: 'Get',
  getAgain: 'Get again',
  getNamed: ({ name }: { name: string }) => `Get ${name}`,
  getNamedAgain: ({ name }: { name: string }) => `Get again: ${name}`,
  other: 'Any other BLIP model from the hub',
  idLabel: 'Model at the hub',
  idPlaceholder: 'owner/name, or the address of its page',
  idError: 'Enter owner/name, or paste the address of the model’s page.',
  find: 'Look it up',
  access: 'Hub address and access token',
  endpoint: 'Hub address',
  endpointHint: ({ hub }: { hub: string }) =>
    `${hub}, or a mirror of it. The page asks for models there and nowhere else.`,
  endpointError: 'Enter an address that begins with https://.',
  token: 'Access token',
  tokenHint: ({ host }: { host: string }) =>
    `Needed only for private models and those with terms. Sent to ${host} only, and forgotten when the page closes.`,
  fromDevice: 'From this device',
  fromDeviceHint:
    'A checkpoint (.safetensors, .bin, .pth or .ckpt, together with its config.json and vocab.txt) or a Blipscope model as a folder or zip file. You can also drop it anywhere on the page.',
  files: 'Choose files',
  folder: 'Choose a folder',
  recommended: {
    'Salesforce/blip-image-captioning-base': {
      name: 'BLIP captions, base',
      purpose: 'Captions for photographs. Start here.',
    },
    'Salesforce/blip-image-captioning-large': {
      name: 'BLIP captions, large',
      purpose: 'Captions with more detail. Twice the size, several times the work.',
    },
    'Salesforce/blip-itm-base-coco': {
      name: 'BLIP matching, base',
      purpose: 'Says how well a caption fits its picture, and ranks captions by it. Everyday scenes (COCO).',
    },
    'Salesforce/blip-itm-large-coco': {
      name: 'BLIP matching, large',
      purpose: 'The same, more accurate. Twice the size.',
    },
    'Salesforce/blip-itm-base-flickr': {
      name: 'BLIP matching, base, for people',
      purpose: 'Matching trained on Flickr30k: people and what they do.',
    },
    'Salesforce/blip-vqa-base': {
      name: 'BLIP answers, base',
      purpose: 'Answers questions about photographs (VQA) in a word or two, or chooses among yours.',
    },
    'Salesforce/blip-vqa-capfilt-large': {
      name: 'BLIP answers, base, more training',
      purpose: 'The same, trained on more pictures. The same size.',
    },
  },
};

export const givenPictures = {
  text: ({ count, name }: { count: number; name: string }) =>
    f.plural(count, {
      one: `“${name}” is a picture, not a model.`,
      other: `These ${count} files are pictures, not a model.`,
    }),
  add: ({ count }: { count: number }) =>
    f.plural(count, { one: 'Caption the picture', other: 'Caption the pictures' }),
};

export const review = {
  looking: 'Looking it up…',
  files: ({ count }: { count: number }) =>
    f.plural(count, { one: 'one file from this device', other: `${count} files from this device` }),
  hub: ({ id, host }: { id: string; host: string }) => `${id}, from ${host}`,
  hubRevision: ({ id, revision, host }: { id: string; revision: string; host: string }) =>
    `${id} at ${revision}, from ${host}`,
  failed: 'This model cannot be installed.',
  facts: {
    does: 'What it does',
    doesNot: 'Not made for',
    download: 'Download',
    target: 'Converted for',
    free: 'Free space',
  },
  resume: ({ left, done, total }: { left: number } & Amounts) =>
    `${f.bytes(left)} more; ${f.bytes(done)} of ${f.bytes(total)} are downloaded already`,
  target: ({ target }: { target: Backend }) => machines[target],
  targetFaster: ({ target, factor }: { target: Backend; factor: number }) =>
    target === 'webgpu'
      ? `the GPU, which is ${f.number(factor, 1)} times as fast here as the CPU`
      : `the CPU, which is ${f.number(factor, 1)} times as fast here as the GPU`,
  inferred: ({ count }: { count: number }) =>
    f.plural(count, {
      one: 'There is no config.json; one fact was taken from the weights.',
      other: `There is no config.json; ${count} facts were taken from the weights.`,
    }),
  unusable: 'This page cannot use such a model yet; the command line can.',
  installed: 'Already installed',
  noRoom: ({ bytes }: { bytes: number }) =>
    `There is not enough space: installing takes up to ${f.bytes(bytes)}. Choose a smaller size, or delete a model you no longer need.`,
  install: 'Install',
  resumeInstall: 'Resume and install',
  notNow: 'Not now',
  dtype: 'Size and precision',
  dtypeOption: ({ dtype }: { dtype: Dtype }) => dtypes[dtype],
  dtypeOptionBytes: ({ dtype, bytes }: { dtype: Dtype; bytes: number }) =>
    `${dtypes[dtype]}, ${f.bytes(bytes)} on this device`,
  dtypeMeans: {
    q8: 'A quarter of the full size, and nearly always the same captions.',
    q4: 'The smallest, for when space is short. Captions differ more often.',
    fp16: 'Half of the full size, and very close to the original.',
    fp32: 'Full precision: the original numbers, for comparing.',
  } satisfies Record<Dtype, string>,
  /** Why a dtype was proposed. */
  proposed: {
    'no-room': 'Chosen because there is not enough space for 8-bit.',
    fastest: 'Chosen by measurement: the fastest on this device that stays close to the original.',
    'fastest-with-room':
      'Chosen by measurement: the fastest on this device that fits and stays close to the original.',
    'nearly-fastest':
      'Chosen by measurement: about as fast on this device as any that stays close to the original, and smaller.',
    'nearly-fastest-with-room':
      'Chosen by measurement: about as fast on this device as any that fits and stays close to the original, and smaller.',
    q8: 'Chosen for this device: a quarter of the full size, and nearly always the same captions.',
    q4: 'Chosen for this device: the smallest, for when space is short. Captions differ more often.',
    fp16: 'Chosen for this device: half of the full size, and very close to the original.',
    fp32: 'Chosen for this device: full precision, the original numbers, for comparing.',
  },
  measuringOne: 'Its speed on this device is being measured.',
  measuring: 'Measuring how fast each of them is on this device…',
  measuringAgain: 'Measuring…',
  measureAgain: 'Measure again',
  /** Time compared with full precision; 1 is equal. */
  cost: ({ factor }: { factor: number }) => `On this device it takes ${times(factor)} as long as 32-bit.`,
  speedBase: 'Measured on this device: the others are compared with this one.',
  speedPicture: ({ dtype, picture }: { dtype: Dtype; picture: number }) =>
    `Measured on this device: ${dtypes[dtype]} takes ${times(picture)} as long as full precision to look at the picture.`,
  speed: ({ dtype, picture, perWord }: { dtype: Dtype; picture: number; perWord: number }) =>
    `Measured on this device: ${dtypes[dtype]} takes ${times(picture)} as long as full precision to look at the picture, and ${times(perWord)} as long for each word.`,
  speedTerms: ({ measured, pictures, words, steps, runtime }: SpeedTerms) =>
    `One linear layer of 768 × 3072 with 577 rows, as in the vision encoder, and with 3, as in a decoding step: ${measured
      .map(
        ({ dtype, picture, word }) =>
          `${f.number(picture, msDigits(picture))} and ${f.milliseconds(word, msDigits(word))} in ${dtype}`,
      )
      .join(', ')}. ${
      words === null
        ? `A picture with three captions counts as ${pictures} of the first.`
        : `A picture with three captions counts as ${pictures} of the first and ${steps} × ${words} of the second.`
    } onnxruntime-web ${runtime}.`,
};

export const recovery = {
  again: 'Try again',
  token: 'Try with this token',
  space: 'See what can be deleted',
  otherModel: 'Choose another model',
  otherFiles: 'Choose other files',
  otherSize: 'Choose another size',
  removeJob: 'Remove from the list',
  vocabulary: ({ host }: { host: string }) => `Get BERT’s vocabulary (232 kB) from ${host}`,
};

export const jobs = {
  title: 'In progress',
  failed: ({ name }: { name: string }) => `${name} could not be added.`,
  progress: ({ name, state }: { name: string; state: string }) => `${name}: ${state}`,
  downloaded: ({ name }: { name: string }) => `${name}: downloaded`,
  waiting: 'Waiting for the model before it.',
  pausing: 'Pausing…',
  discarding: 'Stopping…',
  paused: 'Paused.',
  pausedAt: ({ done, total }: Amounts) => `Paused at ${f.bytes(done)} of ${f.bytes(total)}.`,
  starting: 'Starting…',
  downloading: ({ done, total }: Amounts) => `Downloading: ${f.bytes(done)} of ${f.bytes(total)}`,
  converting: ({ target, share }: { target: Backend; share: number }) =>
    `Converting for ${machines[target]}: ${f.percent(share)}`,
  copying: ({ share }: { share: number }) => `Checking and copying: ${f.percent(share)}`,
  left: ({ seconds }: { seconds: number }) => `about ${f.wait(seconds)} left`,
  speed: ({ bytesPerSecond }: { bytesPerSecond: number }) => `${f.bytes(bytesPerSecond)}/s`,
  resume: 'Resume',
  pause: 'Pause',
  cancel: 'Cancel',
  cancelNamed: ({ name }: { name: string }) => `Cancel ${name}`,
  leftOver: ({ done, total, target, dtype }: Amounts & { target: Backend; dtype: Dtype }) =>
    `${f.bytes(done)} of ${f.bytes(total)} were downloaded earlier, for ${machines[target]} in ${dtypes[dtype]}.`,
  discardQuestion: ({ bytes }: { bytes: number }) => `Discard the ${f.bytes(bytes)} already downloaded?`,
  discard: 'Discard',
  keep: 'Keep',
};

/** Bytes. */
export type Amounts = Record<'done' | 'total', number>;

interface SpeedTerms {
  /** Milliseconds. */
  measured: readonly { dtype: Dtype; picture: number; word: number }[];
  pictures: number;
  /** Null where it writes none. */
  words: number | null;
  steps: number;
  runtime: string;
}

/** "0.5 times" */
function times(factor: number): string {
  return `${f.number(factor, factor < 0.1 ? 2 : 1)} times`;
}

function msDigits(ms: number): number {
  return ms < 10 ? 2 : 0;
}
