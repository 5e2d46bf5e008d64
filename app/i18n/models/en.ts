/** What the page says about models, in use and on this device, in English. */
import { FALLBACKS } from '../../../core/fallbacks';
import type { Backend, Capability, Dtype, InstalledBundle } from '../../../core/protocol';
import { f } from '../shared/en';
import { type Amounts, add, dtypes, givenPictures, jobs, machines, recovery, review } from './install/en';

const capabilities: Record<Capability, string> = {
  caption: 'writes captions',
  match: 'checks how well captions fit',
  contrast: 'compares pictures and texts',
  answer: 'answers questions',
};

const badges: Record<Capability, string> = {
  caption: 'Captions',
  match: 'Matching',
  contrast: 'Similarity',
  answer: 'Answers',
};

export const models = {
  title: 'Models',
  reviewTitle: 'Install a model',
  open: 'Install and choose models',
  back: 'Back to all models',
  chooseFiles: 'Choose model files',
  chooseFolder: 'Choose a model’s folder',
  demo: 'Demo model',
  demoInSentence: 'the demo model',
  modelInSentence: 'the model',
  machines,
  dtypes,
  device: {
    webgpu: ({ device }: { device: string }) => `GPU, ${device}`,
    wasm: ({ threads }: { threads: number }) =>
      f.plural(threads, { one: 'CPU (WASM), 1 thread', other: `CPU (WASM), ${threads} threads` }),
  } satisfies Record<Backend, unknown>,
  capabilities: ({ capabilities: all }: { capabilities: readonly Capability[] }) =>
    capitalized(f.list(all.map((each) => capabilities[each]))),
  /** What a model is for, in a word each. */
  madeFor: 'Made for',
  badges,
  others: ({ capabilities: all }: { capabilities: readonly Capability[] }) =>
    f.list(all.map((each) => badges[each])),
  button: {
    failed: ({ name }: { name: string }) => `${name} could not be added`,
    paused: ({ name }: { name: string }) => `${name} is paused`,
    running: ({ name, share }: { name: string; share: string }) => `Adding ${name}, ${share}`,
    label: ({ job }: { job: string }) => `Models: ${job}`,
  },
  live: {
    ready: ({ name }: { name: string }) => `${name} is ready to use.`,
    paused: ({ name }: { name: string }) => `${name} is paused.`,
    failed: ({ name }: { name: string }) => `${name} could not be added.`,
    deleted: ({ name }: { name: string }) => `${name} was deleted. This can be undone.`,
    restored: ({ name }: { name: string }) => `${name} is back.`,
    'saved-zip': ({ name }: { name: string }) => `${name} was saved as a zip file.`,
    'saved-folder': ({ name, folder }: { name: string; folder: string }) => `${name} was saved to ${folder}.`,
  },
  fallbacks: FALLBACKS,
  notices: {
    'gpu-lost-twice':
      'The GPU stopped twice within a few minutes. The CPU has taken over, which is slower. “Run on”, behind the name of the model, brings the GPU back.',
    'gpu-lost-loading':
      'The GPU stopped while the model was loading. The CPU has taken over, which is slower. “Run on”, behind the name of the model, brings the GPU back.',
    'model-gone':
      'The model you chose is no longer on this device, so the demo model is back. You can install it again in Models.',
    'matcher-gone': 'The matcher you chose is no longer on this device; captions are ranked without it.',
    'answerer-gone':
      'The model you chose for questions is no longer on this device. You can install it again in Models.',
    'model-before': ({ error }: { error: string }) => `${error} The previous model is back.`,
  },

  badge: {
    none: 'No model',
    loading: 'Model loading…',
    label: 'Model',
    /** `<name>` is left out where there is no room. */
    ready: ({ model, device }: { model: string; device: string }) => `<name>${model} · </name>${device}`,
    facts: {
      model: 'Model',
      runsOn: 'Runs on',
      size: 'Size',
      grid: 'Attention',
      rankedBy: 'Captions ranked by',
    },
    size: ({ bytes, dtype }: { bytes: number; dtype: string }) => `${f.bytes(bytes)}, ${dtype}`,
    grid: ({ rows, columns, layers, heads }: Record<'rows' | 'columns' | 'layers' | 'heads', number>) =>
      `${rows} × ${columns} patches, ${layers} layers, ${heads} heads`,
    byMatch: 'match with the picture',
    byMatchOf: ({ model }: { model: string }) => `match with the picture, by ${model}`,
    byConfidence: 'confidence',
    others: 'Other models',
    runOn: 'Run on',
    choices: { auto: 'Automatic', webgpu: 'GPU', wasm: 'CPU' },
    throughput: {
      cpu: ({ gpu, cpu }: Throughput) =>
        `The CPU is faster here: ${f.seconds(cpu, secondDigits(cpu))} per picture, against ${f.seconds(gpu, secondDigits(gpu))} on the GPU.`,
      gpu: ({ gpu, cpu }: Throughput) =>
        `The GPU is faster here: ${f.seconds(gpu, secondDigits(gpu))} per picture, against ${f.seconds(cpu, secondDigits(cpu))} on the CPU.`,
      alike: ({ gpu, cpu }: Throughput) =>
        `The GPU is about as fast here as the CPU, ${f.seconds(gpu, secondDigits(gpu))} per picture against ${f.seconds(cpu, secondDigits(cpu))}, and leaves the CPU free.`,
    },
  },

  notice: {
    cancelLoading: 'Cancel loading',
    progress: 'Loading the model',
    starting: 'Starting…',
    warmUp: 'Warming up…',
    runtime: 'Downloading the runtime…',
    model: ({ name }: { name: string }) => `Loading ${name}…`,
    runtimeBytes: ({ done, total }: Amounts) =>
      `Downloading the runtime: ${f.bytes(done)} of ${f.bytes(total)}`,
    modelBytes: ({ name, done, total }: Amounts & { name: string }) =>
      `Loading ${name}: ${f.bytes(done)} of ${f.bytes(total)}`,
    left: ({ seconds }: { seconds: number }) => `${f.wait(seconds)} left`,
    again: ({ error }: { error: string }) =>
      `${error} The model is loading again; captioning continues afterwards.`,
    pictures: 'Pictures you add now are captioned once it is loaded.',
    useCpu: 'Taking long? Use the CPU',
    notLoaded: ({ error }: { error: string }) => `<b>No model is loaded.</b> ${error}`,
    cancelled: '<b>No model is loaded.</b> Loading was cancelled; pictures wait for it.',
    load: 'Load the model',
    useDemo: 'Use the demo model',
    matcher: ({ name }: { name: string }) => `Loading ${name} to rank the captions…`,
    matcherFailed: ({ error }: { error: string }) => `Captions are ranked by confidence alone. ${error}`,
    withoutMatcher: 'Continue without it',
    slower: ({ reasons }: { reasons: string }) => `Everything works, only slower. ${reasons}`,
  },

  add,
  givenPictures,
  review,
  recovery,
  jobs,

  library: {
    title: 'On this device',
    failed: 'The models on this device could not be managed.',
    loading: 'Looking for installed models…',
    empty: 'The demo model knows drawn scenes only. For photographs, add one of the models below.',
    deleted: ({ name, bytes }: { name: string; bytes: number }) =>
      `“${name}” was deleted. Dismiss this message to free its ${f.bytes(bytes)} for good.`,
    deleteForGood: 'Delete it for good',
    fresh: 'New: ready to use.',
    freshAnswerer: 'New: ready to use. Your questions go to it once you choose “Use for answers”.',
    revision: ({ id, revision }: { id: string; revision: string }) => `${id} at ${revision}`,
    facts: ({ bytes, dtype, target }: BundleFacts) =>
      `${f.bytes(bytes)} in ${dtypes[dtype]}, for ${machines[target]}.`,
    demoFacts: 'Comes with the app. Small: it knows drawn scenes, not photographs.',
    demoFactsBytes: ({ bytes }: { bytes: number }) =>
      `Comes with the app, ${f.bytes(bytes)}. Small: it knows drawn scenes, not photographs.`,
    unusable: 'This page cannot use it yet; the command line can.',
    otherTarget: ({ target }: { target: Backend }) => `Models now run on ${machines[target]}.`,
    otherTargetFiles: ({ target }: { target: Backend }) =>
      `Models now run on ${machines[target]}. Add its files again to convert it for ${machines[target]}.`,
    installFor: ({ target }: { target: Backend }) => `Install it for ${machines[target]}`,
    more: ({ name }: { name: string }) => `More actions for ${name}`,
    saveZip: 'Save as a zip file',
    saveFolder: 'Save to a folder',
    delete: 'Delete',
    saveFailed: 'It could not be saved.',
    savingNamed: ({ name }: { name: string }) => `Saving ${name}`,
    saving: ({ share }: { share: number }) => `Saving: ${f.percent(share)}`,
    stop: 'Stop',
    captioner: {
      ready: 'Writes the captions',
      loading: 'Loading…',
      cancelled: 'Selected, not loaded',
      failed: 'Selected, could not be loaded',
    },
    captionWith: 'Use for captions',
    captionWithNamed: ({ name }: { name: string }) => `Use for captions: ${name}`,
    retryCaptionerNamed: ({ name }: { name: string }) => `Try again: ${name}`,
    matcher: { ready: 'Checks the captions', loading: 'Loading…' },
    matchWith: 'Use for matching',
    matchWithNamed: ({ name }: { name: string }) => `Use for matching: ${name}`,
    stopMatcherNamed: ({ name }: { name: string }) => `Stop checking captions with ${name}`,
    answerer: { ready: 'Answers the questions', loading: 'Loading…' },
    answerWith: 'Use for answers',
    answerWithNamed: ({ name }: { name: string }) => `Use for answers: ${name}`,
    stopAnswererNamed: ({ name }: { name: string }) => `Stop answering questions with ${name}`,
    matcherFailed: ({ error }: { error: string }) => `It could not be loaded. ${error}`,
    storage: {
      amounts: ({ used, free }: { used: number; free: number }) =>
        `${f.bytes(used)} used, ${f.bytes(free)} free.`,
      persisted: 'The browser keeps the models until you delete them.',
      evictable: 'The browser may delete the models when space runs out.',
      refused:
        'The browser may delete the models when space runs out. It does not promise to keep them yet; bookmark or install this page, then ask again.',
      ask: 'Ask the browser to keep them',
      askAgain: 'Ask again',
    },
    folder: {
      full: 'There is not enough room there. Choose another folder.',
      refused: 'The folder cannot be written to. Choose another one.',
    },
  },
};

/** Seconds a picture. */
type Throughput = Record<'gpu' | 'cpu', number>;

interface BundleFacts {
  bytes: number;
  dtype: Dtype;
  target: InstalledBundle['target'];
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function secondDigits(seconds: number): number {
  return seconds < 0.95 ? 2 : seconds < 9.95 ? 1 : 0;
}
