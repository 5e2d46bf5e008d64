/**
 * Every sentence that the page shows, in English: the catalogue that other languages translate. Values are whole
 * sentences, or functions of named values; `<b>…</b>` and `<name/>` mark parts that the page fills in (`rich.tsx`).
 * What models write is never here. The benchmark page is in English only.
 */
import { WITHOUT } from '../../core/browser-features';
import { FALLBACKS } from '../../core/fallbacks';
import type {
  Backend,
  Capability,
  CaptionMethod,
  CaptionSettings,
  Dtype,
  ErrorCode,
  InstalledBundle,
  WireError,
} from '../../core/protocol';
import type { RunStatus } from '../features/captions/run';
import type { Method } from '../features/heatmap/methods';
import type { Place } from '../features/heatmap/place';
import type { Estimate } from '../features/photographs/estimate';
import { formatsOf } from './format';
import { questionsIn } from './questions/en';

const f = formatsOf('en');

/** Of a connection, from bytes a second. */
const megabits = (bytesPerSecond: number) => `${f.number(bytesPerSecond / 125_000)} Mbit/s`;

/** The workers write their errors in English, each with its specifics: that sentence is the one to show. */
const own = ({ message }: WireError) => message;

const places: Record<Place, string> = {
  'upper-left': 'upper left',
  upper: 'upper middle',
  'upper-right': 'upper right',
  left: 'middle left',
  centre: 'centre',
  right: 'middle right',
  'lower-left': 'lower left',
  lower: 'lower middle',
  'lower-right': 'lower right',
};

const parts = (count: number) => f.plural(count, { one: '1 part', other: `${count} parts` });

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

const machines: Record<InstalledBundle['target'], string> = {
  webgpu: 'the GPU',
  wasm: 'the CPU',
  node: 'the command line',
};

const dtypes: Record<Dtype, string> = { q8: '8-bit', q4: '4-bit', fp16: '16-bit', fp32: '32-bit' };

const layerName = (layer: number | 'sum') => (layer === 'sum' ? 'all layers together' : `layer ${layer}`);

const settingNames: Record<keyof CaptionSettings, string> = {
  method: 'Method',
  numCaptions: 'How many captions',
  beams: 'Beams',
  topP: 'Top-p',
  temperature: 'Temperature',
  topK: 'Top-k',
  repetitionPenalty: 'Repetition penalty',
  minLength: 'Length',
  maxLength: 'Length',
  prompt: 'Begins with',
  seed: 'Seed',
};

export const en = {
  format: f,

  page: {
    title: 'Blipscope',
    description:
      'Captions for your pictures and, word by word, where the model looked. On this device, offline.',
    failure: {
      page: 'Something went wrong and the page cannot be shown. Stored pictures and captions are kept.',
      /** @param name of a part of the page, as its button shows it. */
      notLoaded: ({ name }: { name: string }) => `“${name}” could not be loaded. Check the connection.`,
      stillNotLoaded: ({ name }: { name: string }) =>
        `“${name}” still cannot be loaded. Check the connection, then reload the page.`,
      stopped: ({ name }: { name: string }) => `“${name}” stopped working. Reload the page.`,
      reload: 'Reload',
      reset: 'Start with default settings',
    },
  },

  common: {
    close: 'Close',
    cancel: 'Cancel',
    dismiss: 'Dismiss',
    undo: 'Undo',
    save: 'Save',
    tryAgain: 'Try again',
    details: 'Details',
    openModels: 'Open Models',
    captionAgain: 'Caption again',
    savePng: 'Save as PNG',
    saveSvg: 'Save as SVG',
  },

  language: {
    label: 'Language',
    /** @param name of the language that the browser asks for. */
    auto: ({ name }: { name: string }) => `As the browser (${name})`,
    notLoaded: ({ name }: { name: string }) => `${name} could not be loaded. Check the connection.`,
  },

  appearance: {
    auto: 'Appearance: as the system',
    light: 'Appearance: light',
    dark: 'Appearance: dark',
  },

  help: {
    title: 'Help',
    open: 'Help (?)',
    text: 'Drop pictures, or a folder of them, anywhere on the page. They are captioned on this device; nothing is sent anywhere. Every word of a caption is a button: move over it to see where the model looked, press it to pin its heatmap while you look at another. Point at the picture, rest a finger on it, or reach it with Tab and move with the arrow keys, to read which words looked there.',
    keys: 'Keys',
    inThisBrowser: 'In this browser',
    without: WITHOUT,
    bench: 'How fast is it on this device?',
    licenses: 'Licences of the software and pictures in this app',
    keyNames: {
      enter: 'Enter',
      space: 'Space',
      delete: 'Del',
      escape: 'Esc',
      pageUp: 'Page ↑',
      pageDown: 'Page ↓',
    },
    does: {
      word: 'Go to another word',
      caption: 'Go to another caption',
      picture: 'Go to another picture',
      pin: 'Pin or unpin the word',
      play: 'Play the sentence word by word, or stop',
      copy: 'Copy the caption',
      heat: 'Heatmap on or off',
      method: 'Next map: where it looked, what made it say the word, what makes the sentence fit',
      view: 'Heatmap on the picture, the rest darkened, or contour lines',
      sentence: 'Heatmap of the whole sentence, or of a word',
      compare: 'Compare side by side: the picture alone, another word or sentence, nothing',
      test: 'Test the map: does the word depend on what it marks?',
      mask: 'Mask parts of the picture: what if this were not there?',
      figure: 'All words side by side',
      difference: 'What the maps are, and how they differ',
      opacity: 'Weaker or stronger heatmap',
      remove: 'Delete the picture; it can be undone',
      search: 'Search the pictures of the open folder',
      similar: 'In a folder: more pictures like this one',
      grid: 'The grid of the open folder or of your pictures, and back to the picture',
      escape: 'Cancel, or deselect the word; from a picture of a folder, back to its grid',
      help: 'This list',
    },
  },

  pwa: {
    updateReady: 'A new version is ready. Your pictures and captions stay.',
    isolable:
      'After a reload, Blipscope can use several processor cores, which is faster. Your pictures and captions stay.',
    reload: 'Reload now',
    later: 'Later',
    storage: {
      waiting:
        'Stored pictures cannot be opened yet. If Blipscope is open in another tab, close or reload it; they appear, and new ones are stored, as soon as the browser answers.',
      'nearly-full':
        'The storage of this browser is nearly full. Delete pictures or models you no longer need.',
      full: 'The storage of this browser is full: the newest pictures and captions will be lost on reload. Delete pictures or models you no longer need, and they are saved after all.',
      off: 'This browser stores nothing for this page: pictures and captions will be lost on reload.',
      newer:
        'A newer version of Blipscope stores pictures and captions on this device. This tab has an older version: what you change in it is not stored. Reload it to get the newer one.',
      gone: 'What Blipscope stored on this device was deleted, by the browser or by someone. What you see in this tab is still here, but it is not stored any more.',
    },
    partlyStored: ({ things }: { things: readonly string[] }) =>
      `Not everything can be stored on this device, and is lost on reload: ${f.list(things)}. Everything else is stored. Blipscope tries again every minute.`,
    unstored: {
      picture: ({ name }: { name: string }) => name,
      captions: ({ name }: { name: string }) => `the captions of ${name}`,
      settings: 'settings',
      more: ({ count }: { count: number }) => `${count} more`,
    },
    unreadable: ({ count }: { count: number }) =>
      f.plural(count, {
        one: 'One stored picture cannot be read: the browser has lost its file. Everything else is here. Add the picture again, and delete what is left of it.',
        other: `${count} stored pictures cannot be read: the browser has lost their files. Everything else is here. Add the pictures again, and delete what is left of them.`,
      }),
    deleteUnreadable: 'Delete what is left',
    storeAgain: 'Store it again',
    otherTab:
      'Blipscope is open in another tab too. Each tab shows what changes in the other; two models take twice the memory.',
    private: 'Pictures, captions and the model stay on this device. Nothing is sent anywhere.',
    status: {
      online: { text: 'On this device', more: '' },
      'online-full': {
        text: 'Storage full: needs the network',
        more: 'The storage of this browser is full. Delete pictures or models.',
      },
      'online-missing': {
        text: 'On this device, offline ready after first use',
        more: 'What you have used once works offline too.',
      },
      'online-ready': { text: 'On this device, offline ready', more: '' },
      'online-gpu-only': {
        text: 'On this device, offline ready as it runs now',
        more: 'Running the demo model on the CPU needs the network once.',
      },
      'online-cpu-full': {
        text: 'On this device, offline ready as it runs now',
        more: 'Running the demo model on the CPU needs the network once. The storage of this browser is full.',
      },
      offline: { text: 'Offline', more: '' },
      'offline-ready': { text: 'Offline, everything works', more: '' },
      'offline-partly': {
        text: 'Offline',
        more: 'What is loaded works. Anything else may need the network.',
      },
    },
  },

  collection: {
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
  },

  pictures: {
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
  },

  stage: {
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
  },

  captions: {
    title: 'Captions',
    pinnedTitle: 'Pinned earlier',
    pinnedList: 'Pinned captions',
    typedTitle: 'Your own sentences',
    status: {
      waiting: 'Waiting for the model',
      undecided: 'Waiting for your choice',
      queued: ({ ahead }: { ahead: number }) => (ahead > 0 ? `Queued, ${ahead} ahead` : 'Queued'),
      encoding: 'Looking at the picture…',
      streaming: 'Writing…',
      matching: 'Comparing with the picture…',
      done: ({ seconds }: { seconds: number }) => `in ${f.seconds(seconds, 1)}`,
      cancelled: 'Cancelled',
      partial: 'Cancelled: these are partial captions',
    },
    times: (ms: {
      image: number;
      encode: number;
      firstToken: number;
      decode: number;
      match: number | null;
      seed: number;
    }) =>
      ms.match === null
        ? `Reading the picture ${f.milliseconds(ms.image)}, vision encoder ${f.milliseconds(ms.encode)}, first word after ${f.milliseconds(ms.firstToken)}, all words ${f.milliseconds(ms.decode)}; seed ${ms.seed}`
        : `Reading the picture ${f.milliseconds(ms.image)}, vision encoder ${f.milliseconds(ms.encode)}, first word after ${f.milliseconds(ms.firstToken)}, all words ${f.milliseconds(ms.decode)}, matching ${f.milliseconds(ms.match)}; seed ${ms.seed}`,
    maskChanged: 'The masked parts of the picture have changed since',
    settingsChanged: 'The settings have changed since',
    elsewhere: 'Another tab added this picture. Its captions appear here when that tab has written them.',
    captionHere: 'Caption it here',
    primer: 'Captions appear here. Every word is a button: it shows where in the picture the model looked.',
    primerLines:
      'The <b>bolder</b> the line under a word, the <b>more confident</b> the model was of it; <d>dotted</d> means that it was guessing.',
    announce: ({ count, best }: { count: number; best: string }) =>
      f.plural(count, { one: `One caption: ${best}`, other: `${count} captions: ${best}` }),
    heatIsOf: 'The heatmap belongs to the model’s own words:',
    undoEdit: ({ number }: { number: number }) => `Undo the edit of caption ${number}`,
    edit: ({ number }: { number: number }) => `Edit caption ${number}`,
    pin: ({ number }: { number: number }) => `Pin caption ${number}`,
    unpin: ({ number }: { number: number }) => `Unpin caption ${number}`,
    pinHint: 'Pin it: it stays when you caption again',
    unpinHint: 'Pinned: it stays when you caption again',
    copy: ({ number }: { number: number }) => `Copy caption ${number}`,
    copied: 'Copied',
    copyRefused: 'The browser refused to copy; select the text instead',
    yourWords: 'Your words',
    givenWords: 'Your words: the model continued them',
    sure: ({ share }: { share: number }) => `${f.percent(share)} sure`,
    sureTerm:
      'Geometric mean of the probabilities of the caption’s word pieces: exp of the mean log-probability',
    wordDetail: ({ word, share }: { word: string; share: number }) => `“${word}” ${f.percent(share)} sure`,
    match: ({ share }: { share: number }) => `${f.percent(share)} match`,
    matchSpoken: ({ cosine }: { cosine: number | null }) =>
      cosine === null
        ? 'with the picture, by image-text matching'
        : `with the picture, by image-text matching; image-text contrast (ITC) cosine ${f.number(cosine, 2)}`,
    matchTerm: ({ share, cosine, sure }: { share: number; cosine: number | null; sure: number }) =>
      cosine === null
        ? `How well the sentence fits the picture: image-text matching (ITM) probability ${f.percent(share)}. While writing, the model was ${f.percent(sure)} sure of its words.`
        : `How well the sentence fits the picture: image-text matching (ITM) probability ${f.percent(share)}, image-text contrast (ITC) cosine ${f.number(cosine, 2)}. While writing, the model was ${f.percent(sure)} sure of its words.`,
    guessing: ({ share }: { share: number }) => `The model was guessing here: ${f.percent(share)}`,
    cutOff: 'Stopped at the maximum length',
    /** What a screen reader says of a word; the place is of its map. */
    word: (word: { text: string; share: number; guess: boolean; asked: boolean; place: Place | null }) =>
      [
        word.text,
        `${f.percent(word.share)} sure`,
        ...(word.guess ? ['a guess'] : []),
        word.place === null
          ? 'looked everywhere alike'
          : word.asked
            ? `strongest at the ${places[word.place]}`
            : `looked most at the ${places[word.place]}`,
      ].join(', '),
    notCompared: ({ error }: { error: string }) =>
      `The captions could not be compared with the picture, so they are ordered by confidence. ${error}`,
    demoGuesses:
      'The demo model is small and has seen drawn scenes only, like the samples. On your own pictures its words are guesses.',
    outOfDistribution: {
      unfit: ({ share }: { share: number }) =>
        `<b>This picture is unlike those the model was trained on.</b> No caption fits it well; the best one reaches ${f.percent(share)}. Another model may do better.`,
      unlike:
        '<b>This picture is unlike those the model was trained on.</b> Its words are guesses. Another model may do better.',
    },
    failed: ({ error }: { error: string }) => `<b>This picture could not be captioned.</b> ${error}`,
    unfinished: ({ error }: { error: string }) => `<b>Captioning did not finish.</b> ${error}`,
    recovery: {
      remove: 'Remove the picture',
      load: 'Load the model again',
      one: 'Try with one caption',
      standard: 'Use the standard settings',
      reset: ({ setting }: { setting: string }) => `Reset ${setting.toLowerCase()} and try again`,
      edit: ({ setting }: { setting: string }) => `Edit “${setting}”`,
    },
    scores: {
      match: ({ share }: { share: number }) =>
        `<b>${f.percent(share)}</b> fits the picture <small>image-text matching (ITM)</small>`,
      matchMeans:
        'Reading the sentence while looking at the picture, the matcher considers it a true description.',
      matchMap: 'Show what makes it fit',
      contrast: ({ cosine }: { cosine: number }) =>
        `<b>${f.number(cosine, 2)}</b> similar, from −1 to 1 <small>image-text contrast (ITC), a cosine</small>`,
      contrastMeans:
        'Sentence and picture are each summed up, and the two are compared: faster, and less exact. It looks at no place in particular, so it has no map.',
      likely: ({ share, loss }: { share: number; loss: number }) =>
        `<b>${f.percent(share)}</b> likely, per word piece <small>language-modelling (LM) loss ${f.number(loss, 2)}</small>`,
      likelyMeans: 'How readily the captioner would have written it itself, word by word, to the end.',
      likelyMap: 'Show what made it likely',
      noMatcher: 'To see how well it fits the picture, install a matcher in Models.',
    },
  },

  questions: questionsIn(places),

  heatmap: {
    places,
    methods: {
      attention: {
        label: 'Where it looked',
        term: 'Cross-attention',
        explanation:
          'Where the model looked while it chose the word: cross-attention. It is there at once, but looking at something is not the same as using it, and the maps of neighbouring words are often similar.',
      },
      caption: {
        label: 'What made it say the word',
        term: 'Grad-CAM of the captioner: attention weighted by the gradient of the word’s log-probability',
        explanation:
          'Only the attention that made the word more likely: attention times its gradient, Grad-CAM. The map of a word depends on the words before it, and on none after it. It is computed when you ask for it.',
      },
      itm: {
        label: 'What makes the sentence fit',
        term: 'Grad-CAM under image-text matching (ITM): attention weighted by the gradient of the match',
        explanation:
          'Asks another model, the matcher, which reads the whole sentence: which parts of the picture, seen from this word, make the sentence fit? This is the figure of the BLIP paper, Grad-CAM under image-text matching.',
      },
    } satisfies Record<Method, { label: string; term: string; explanation: string }>,
    /** What is on the picture. `second` is compared with the word. */
    legends: {
      attention: {
        word: ({ word }: { word: string }) => `Where the model looked for <b>“${word}”</b>`,
        words: ({ word, second }: { word: string; second: string }) =>
          `Where the model looked for <b>“${word}” and “${second}”</b>`,
        sentence: 'Where the model looked for <b>the whole sentence</b>',
        sentences: 'Where the model looked for <b>two sentences</b>',
      },
      caption: {
        word: ({ word }: { word: string }) => `What made the model say <b>“${word}”</b>`,
        words: ({ word, second }: { word: string; second: string }) =>
          `What made the model say <b>“${word}” and “${second}”</b>`,
        sentence: 'What made the model say <b>the whole sentence</b>',
        sentences: 'What made the model say <b>two sentences</b>',
      },
      itm: {
        word: ({ word }: { word: string }) => `What makes the sentence fit, at <b>“${word}”</b>`,
        words: ({ word, second }: { word: string; second: string }) =>
          `What makes the sentence fit, at <b>“${word}” and “${second}”</b>`,
        sentence: 'What makes <b>the whole sentence</b> fit',
        sentences: 'What makes <b>two sentences</b> fit',
      },
    },
    off: 'The heatmap is off',
    pickWord: 'Select a word to see where the model looked',
    whereItLooked: 'Where the model looked',
    layer: ({ layer }: { layer: number | 'sum' }) => layerName(layer),
    head: ({ head }: { head: number }) => `head ${head}`,
    /** Cross-attention of a layer and a head; null is the mean of all. */
    attentionTerm: ({ layer, head }: { layer: number | null; head: number | null }) => {
      if (layer === null && head === null) return 'Cross-attention, mean of all layers and heads';
      if (layer === null) return `Cross-attention, mean of all layers, head ${head}`;
      if (head === null) return `Cross-attention, layer ${layer}, mean of all heads`;
      return `Cross-attention, layer ${layer}, head ${head}`;
    },
    probabilityTerm: ({ term, share }: { term: string; share: number }) =>
      `${term}; ITM probability ${f.number(share, 3)}`,
    computing: 'computing…',
    failedNote: 'Grad-CAM failed, attention is shown',
    attentionNote: 'attention is shown',
    contours: 'Lines at 25, 50 and 75% of the way from least to most',
    least: 'least',
    most: 'most',
    none: 'No heatmap shown',
    titleSentence: 'the whole sentence',
    titleWord: ({ word }: { word: string }) => `“${word}”`,
    /** A heatmap and where it is strongest; without a word it is the sentence's. */
    label: ({ word, place }: { word: string | null; place: Place | null }) => {
      const title = word === null ? 'the whole sentence' : `“${word}”`;
      return place === null ? `${title}, even everywhere` : `${title}, strongest: ${places[place]}`;
    },
    image: ({ label }: { label: string }) => `Heatmap for ${label}`,
    compared: ({ first, second }: { first: string; second: string }) => `${first}; next to it ${second}`,
    shows: 'The heatmap shows',
    whatIsTheDifference: 'What is the difference?',
    needsMatcher: 'Needs a matcher, see Models.',
    unexplained: {
      writing: 'The caption is still being written.',
      'no-model': 'The model is not loaded yet.',
      'other-model':
        'Another model wrote this caption, so attention is shown. Caption again to see why this one would.',
    },
    view: 'Display',
    views: { overlay: 'On the picture', spotlight: 'Rest darkened', contours: 'Contour lines' },
    scale: 'Scale',
    scales: { word: 'Each word', sentence: 'The sentence' },
    scaleMeans: {
      word: 'Each word has its own scale: its strongest place is “most”. You see where each one looked.',
      sentence: 'All words share one scale: you see which ones looked hard; faint ones stay faint.',
    },
    colours: 'Colours',
    palettes: {
      inferno: 'dark to bright, like glowing metal',
      viridis: 'even, also in greyscale',
      cividis: 'made for colour-blind eyes',
      turbo: 'a rainbow of many steps',
      jet: 'as in the papers',
    },
    safe: 'Safe for colour-blind eyes',
    safeMeans: 'in order for colour-blind eyes too',
    opacity: 'Strength of the heatmap',
    advancedAttention: 'Advanced: layers, heads',
    advanced: 'Advanced: layers',
    layerLabel: 'Layer',
    headLabel: 'Head',
    allLayers: 'All layers',
    allHeads: 'All heads',
    layerOption: ({ layer }: { layer: number }) => `Layer ${layer}`,
    headOption: ({ head }: { head: number }) => `Head ${head}`,
    bestLayer: ({ layer }: { layer: number | 'sum' | null }) =>
      layer === null ? 'The layer that explains best' : `The layer that explains best (${layerName(layer)})`,
    sumOfLayers: 'All layers together (sum)',
    noLayer: {
      pinned:
        'Single layers and heads are available for the newest captions only, not for pinned or typed ones, so the mean of all is shown. “What made it say the word” has single layers for these too.',
      gone: 'The single maps of this run are no longer in memory, so the mean of all is shown.',
      failed: 'The single maps could not be read, so the mean of all is shown.',
    },
    explorer: 'Which words looked where: move over the picture with the arrow keys',
    noWordHere: 'No word looked here',
    wordHere: ({ word, share }: { word: string; share: number }) => `${word} ${f.percent(share)}`,
  },

  figure: {
    title: 'All words',
    list: 'Words',
    sentence: 'The whole sentence',
    panel: ({ title }: { title: string }) => `Heatmap for ${title}`,
    note: ({ share, place }: { share: number; place: Place | null }) =>
      place === null ? f.percent(share) : `${f.percent(share)}, ${places[place]}`,
    masked: ({ count }: { count: number }) => `with ${parts(count)} of the picture masked`,
    computing: 'computing Grad-CAM…',
  },

  difference: {
    methods: 'Three questions can be asked about a word. Each has its own map.',
    evidenceTitle: 'Which map is right?',
    evidence:
      'In drawn scenes it is known where each thing is. So a map can be tested: does its hottest place lie on the thing that the word names? This is the pointing game, here with the demo model, in percent of the nouns. The last column says how similar the maps of different words are (correlation): 1 would be the same map for every word.',
    columns: {
      map: 'Map',
      layer: ({ layer }: { layer: number }) => `Layer ${layer}`,
      all: 'All',
      alike: 'Similarity',
    },
    centre: 'For comparison: always the middle',
    noise: 'For comparison: noise',
    first:
      '<b>What you see first</b> is where the model looked, because that map is there as soon as the word is, and it points right nearly as often. Ask what made the model say the word when it matters: those maps point right a little more often, and each word has its own. The match is about the whole sentence; use it to find out whether picture and text belong together.',
    layersTitle: 'Layers and heads',
    layers:
      'The model reads the picture several times, once in each layer: three times in the demo model, twelve in BLIP. Within a layer several heads look at the same time, each at something else. A single layer or head can show what the others hide, and often shows nothing useful: in the demo model the first layer of the captioner points right half the time, and the last one of the matcher never does.',
    layersDefault:
      'So all layers together are the default: which single one is best differs from model to model, and in the demo model all together were never more than two percentage points behind it. The exception is a matcher of more than seven layers, which shows layer 7, as LAVIS does.',
    scaleTitle: 'Which scale?',
    scale:
      'With <b>each word</b>, every word has the full scale: its own strongest place is “most”. You see where each one looked, however faintly. With <b>the sentence</b>, all its words share one scale: you see which words looked hard, and faint ones stay faint.',
  },

  mask: {
    tool: 'Mask parts of the picture',
    toolHint: 'Mask parts of the picture: what if this were not there? (X)',
    frame: 'Part to mask. Arrow keys move it, Shift with arrow keys sizes it, Enter masks it, Escape ends.',
    region: ({ place, width, height }: { place: Place; width: number; height: number }) =>
      `${places[place]}, ${f.percent(width)} wide, ${f.percent(height)} high`,
    show: ({ number, place }: { number: number; place: Place }) =>
      `Show masked part ${number} again, ${places[place]}`,
    draw: 'Draw over what to mask.',
    masked: ({ count }: { count: number }) => `${parts(count)} masked.`,
    showAll: 'Show all',
    done: 'Done',
    canvas: ({ count, where }: { count: number; where: readonly Place[] }) =>
      `${parts(count)} masked for the model: ${where.map((place) => places[place]).join('; ')}`,
    note: ({ count }: { count: number }) => `<b>With ${parts(count)} of the picture masked.</b>`,
    noteBefore: ({ count, caption }: { count: number; caption: string }) =>
      `<b>With ${parts(count)} of the picture masked.</b> Of the whole picture: “${caption}”.`,
    back: 'Back to the whole picture',
    captionOfMasked: ({ count }: { count: number }) => `With ${parts(count)} of the picture masked`,
    captionOfWhole: 'Of the whole picture',
  },

  mapTest: {
    open: 'Test this map',
    openHint: 'Test this map: does the word depend on what it marks? (T)',
    dialog: 'Test of the map',
    title: 'Is this map faithful?',
    mapOf: 'The map of',
    word: ({ word }: { word: string }) => `“${word}”`,
    sentence: 'The sentence',
    explanation:
      'Blurs the fifth of the picture that the map marks most, and asks the model again; then the same area elsewhere, three times. If the map is faithful, the first lowers the probability more. Then it masks, and shows, more and more of the picture.',
    again: 'Test again',
    ownWords: 'the model’s own words are tested, not your edit',
    progress: 'Testing the map',
    cancelled: 'Cancelled.',
    partial: 'Cancelled: this result is partial.',
    why: {
      'no-caption': 'There is no caption yet.',
      'no-map': 'There is no map yet.',
      writing: 'The caption is still being written.',
      'no-model': 'The model is not loaded yet.',
      'other-model':
        'Another model wrote this caption. Caption again to test the maps of the one that is loaded.',
    },
    drop: {
      word: ({ word, before, marked, moved }: { word: string } & Drop) =>
        `Probability of “${word}”: ${f.percent(before)} with nothing masked, ${f.percent(marked)} with what this map marks masked, ${f.percent(moved)} with the same area elsewhere masked.`,
      sentence: ({ before, marked, moved }: Drop) =>
        `Probability of the sentence, per word piece: ${f.percent(before)} with nothing masked, ${f.percent(marked)} with what this map marks masked, ${f.percent(moved)} with the same area elsewhere masked.`,
      match: ({ before, marked, moved }: Drop) =>
        `Match of sentence and picture: ${f.percent(before)} with nothing masked, ${f.percent(marked)} with what this map marks masked, ${f.percent(moved)} with the same area elsewhere masked.`,
    },
    verdicts: {
      deletion: 'The map passes: what it marks matters more than the rest.',
      insertion:
        'The map passes: masking a fifth anywhere lowers the probability a lot here, but what the map marks matters first, and shown alone it brings the word back soonest.',
      fails:
        'The map does not pass its test: what it marks does not matter clearly more than the same area elsewhere. Do not read too much into it.',
    },
    doubts: {
      match: ({ share }: { share: number }) =>
        `The sentence barely fits this picture (${f.percent(share)}), so there is little for a map to explain.`,
      word: ({ share }: { share: number }) =>
        `The model was guessing at this word (${f.percent(share)}), so its map explains a guess.`,
    },
    passed: 'map passed its test',
    failed: 'map did not pass its test',
    deletion: {
      name: 'Masking more and more',
      term: 'Deletion curve (RISE, Petsiuk et al. 2018): the most marked patches are blurred first',
      areas: ({ map, moved }: Areas) =>
        `area ${f.number(map, 2)}, elsewhere ${f.number(moved, 2)}; less is better`,
      measuring: 'Masking more and more, being measured',
      spoken: ({ points, map, moved }: Areas & { points: readonly Point[] }) =>
        `Masking more and more: ${spokenPoints(points)}. Area ${f.number(map, 2)} for this map, ${f.number(moved, 2)} elsewhere; less is better.`,
    },
    insertion: {
      name: 'Showing more and more',
      term: 'Insertion curve (RISE, Petsiuk et al. 2018): the most marked patches are shown first',
      areas: ({ map, moved }: Areas) =>
        `area ${f.number(map, 2)}, elsewhere ${f.number(moved, 2)}; more is better`,
      measuring: 'Showing more and more, being measured',
      spoken: ({ points, map, moved }: Areas & { points: readonly Point[] }) =>
        `Showing more and more: ${spokenPoints(points)}. Area ${f.number(map, 2)} for this map, ${f.number(moved, 2)} elsewhere; more is better.`,
    },
    /** `<map/>` and `<moved/>` are pieces of the lines. */
    key: '<map/> this map <moved/> the same map elsewhere',
    numbers: 'In numbers',
    columns: { share: 'Of the picture', masked: 'masked', shown: 'shown', elsewhere: 'elsewhere' },
  },

  share: {
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
  },

  photographs: {
    title: 'The demo model knows drawings, not photographs',
    pictures: ({ count }: { count: number }) =>
      f.plural(count, {
        one: 'Your picture looks like a photograph. It is not captioned yet.',
        other: `${count} of your pictures look like photographs. They are not captioned yet.`,
      }),
    collection: 'The pictures of this folder look like photographs. None is captioned yet.',
    offer: ({ name, left, bytes }: { name: string; left: number; bytes: number }) =>
      `A model for photographs is <b>${name}</b>: ${f.bytes(left)} to download, ${f.bytes(bytes)} on this device.`,
    time: ({ seconds, bytesPerSecond }: Estimate) =>
      `At ${megabits(bytesPerSecond)} the download takes about ${f.wait(seconds)}.`,
    metered: ({ bytes }: { bytes: number }) =>
      `Your browser saves data, or this is a mobile connection: ${f.bytes(bytes)} may cost money.`,
    offline: 'There is no network now. A model can be added from files on this device, or downloaded later.',
    noRoom: ({ bytes, free }: { bytes: number; free: number }) =>
      `There is not enough space: installing takes up to ${f.bytes(bytes)}, and ${f.bytes(free)} are free.`,
    install: ({ bytes }: { bytes: number }) => `Install it (${f.bytes(bytes)})`,
    use: ({ name }: { name: string }) => `Use ${name}`,
    goOn: 'Go on with the demo model',
    fromFiles: 'Add a model from files',
    installing: ({ name }: { name: string }) => `${name} is being installed`,
    wait: 'Your photographs are captioned when it is there.',
    meanwhile: 'The demo model guesses until it is there; then your photographs are captioned again.',
    captionMeanwhile: 'Use the demo model until then',
  },

  models: {
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
      'saved-folder': ({ name, folder }: { name: string; folder: string }) =>
        `${name} was saved to ${folder}.`,
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

    add: {
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
          purpose:
            'Says how well a caption fits its picture, and ranks captions by it. Everyday scenes (COCO).',
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
    },

    givenPictures: {
      text: ({ count, name }: { count: number; name: string }) =>
        f.plural(count, {
          one: `“${name}” is a picture, not a model.`,
          other: `These ${count} files are pictures, not a model.`,
        }),
      add: ({ count }: { count: number }) =>
        f.plural(count, { one: 'Caption the picture', other: 'Caption the pictures' }),
    },

    review: {
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
    },

    recovery: {
      again: 'Try again',
      token: 'Try with this token',
      space: 'See what can be deleted',
      otherModel: 'Choose another model',
      otherFiles: 'Choose other files',
      otherSize: 'Choose another size',
      removeJob: 'Remove from the list',
      vocabulary: ({ host }: { host: string }) => `Get BERT’s vocabulary (232 kB) from ${host}`,
    },

    jobs: {
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
    },

    library: {
      title: 'On this device',
      failed: 'The models on this device could not be managed.',
      loading: 'Looking for installed models…',
      empty: 'The demo model knows drawn scenes only. For photographs, add one of the models below.',
      deleted: ({ name, bytes }: { name: string; bytes: number }) =>
        `“${name}” was deleted. Dismiss this message to free its ${f.bytes(bytes)} for good.`,
      deleteForGood: 'Delete it for good',
      fresh: 'New: ready to use.',
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
  },

  settings: {
    title: 'Settings',
    goTo: 'Go to the settings',
    names: settingNames,
    resetAll: 'Reset all',
    undoReset: 'Undo the reset',
    reset: 'Reset',
    resetNamed: ({ name }: { name: string }) => `Reset ${name.toLowerCase()}`,
    advanced: 'Advanced',
    methods: {
      nucleus: 'Several captions (sampling)',
      beam: 'The best caption (search)',
      greedy: 'The likeliest word each time',
    } satisfies Record<CaptionMethod, string>,
    methodTerms: {
      nucleus: 'Nucleus sampling (top-p)',
      beam: 'Beam search',
      greedy: 'Greedy decoding',
    } satisfies Record<CaptionMethod, string>,
    terms: {
      beams: 'Beam search: how many sentences are followed at a time',
      topP: 'Only the likeliest words that together reach this probability',
      temperature: 'Below 1 favours likely words, above 1 unlikely ones',
      topK: 'Only this many of the likeliest words; 0 is all',
      repetitionPenalty: 'Above 1 avoids words that were used',
      length: 'In tokens (word pieces); start token and prompt count too',
      prompt: 'The caption begins with these words; the model’s own prompt is left out',
      seed: 'The same seed, settings and model give the same captions',
    },
    slider: ({ name }: { name: string }) => `${name}, slider`,
    surprise: 'Plain … surprising',
    surpriseSlider: 'Plain to surprising',
    surpriseTerm: ({ topP, temperature }: { topP: number; temperature: number }) =>
      `Top-p ${topP}, temperature ${temperature}`,
    surpriseLevels: {
      'very-plain': 'very plain',
      plain: 'plain',
      balanced: 'balanced',
      lively: 'lively',
      surprising: 'surprising',
      custom: 'custom',
    },
    lengthValue: ({ min, max }: { min: number; max: number }) => `${min} to ${max} word pieces`,
    shortest: 'Shortest',
    longest: 'Longest',
    noPrompt: 'nothing',
    seedLocked: 'fixed',
    seedOpen: 'new every time',
    lockSeed: 'Keep this seed',
    unlockSeed: 'Kept; press for a new one every time',
    rollSeed: 'Roll another seed',
    shortestLength: 'Shortest length',
    longestLength: 'Longest length',
    refused: {
      integer: ({ name, min, max }: { name: string; min: number; max: number }) =>
        `“${name}” must be a whole number from ${f.number(min)} to ${f.number(max)}.`,
      number: ({ name, min, max }: { name: string; min: number; max: number }) =>
        `“${name}” must be a number from ${f.number(min)} to ${f.number(max)}.`,
      positive: ({ name }: { name: string }) => `“${name}” must be a number above 0.`,
      text: ({ name, below }: { name: string; below: number }) =>
        `“${name}” must be shorter than ${f.number(below)} word pieces.`,
    },
  },

  /**
   * By code. In English the worker's own sentence is shown, which says more than its code; a translation says what the
   * code says, and adds that sentence where the code leaves open what happened.
   */
  errors: {
    'not-an-image': own,
    'corrupt-image': own,
    'image-too-large': own,
    'decoder-missing': own,
    'out-of-memory': own,
    'model-missing': own,
    'model-corrupt': own,
    'model-too-new': own,
    offline: own,
    'bad-settings': own,
    'gpu-lost': own,
    'not-finite': own,
    'worker-crashed': own,
    'threads-failed': own,
    'worker-replaced': own,
    'not-loaded': own,
    network: own,
    'not-found': own,
    'needs-token': own,
    'rate-limited': own,
    'hub-answer': own,
    'storage-full': own,
    'not-a-checkpoint': own,
    'missing-vocabulary': own,
    'unsupported-model': own,
    'unsupported-dtype': own,
    'not-a-bundle': own,
    'storage-off': own,
    'read-failed': own,
    busy: own,
    'no-permission': own,
    'file-missing': own,
    'collection-closed': own,
    'running-elsewhere': own,
    'model-changed': own,
    'not-an-archive': own,
    'file-exists': own,
    'journal-in-use': own,
    'not-a-journal': own,
    'no-contrast': own,
    unknown: own,
  } satisfies Record<ErrorCode, (error: WireError) => string>,
};

/** Shares 0…1. `moved` is the mean with the same area elsewhere masked. */
type Drop = Record<'before' | 'marked' | 'moved', number>;
type Areas = Record<'map' | 'moved', number>;
type Point = Record<'share' | 'score', number>;
type Size = Record<'width' | 'height', number>;
/** Bytes. */
type Amounts = Record<'done' | 'total', number>;
/** Seconds a picture. */
type Throughput = Record<'gpu' | 'cpu', number>;

interface BundleFacts {
  bytes: number;
  dtype: Dtype;
  target: InstalledBundle['target'];
}

interface SpeedTerms {
  /** Milliseconds. */
  measured: readonly { dtype: Dtype; picture: number; word: number }[];
  pictures: number;
  /** Null where it writes none. */
  words: number | null;
  steps: number;
  runtime: string;
}

function spokenPoints(points: readonly Point[]): string {
  return points.map(({ share, score }) => `${f.percent(score)} at ${f.percent(share)}`).join(', ');
}

function sizeText({ width, height }: Size): string {
  return `${width} × ${height}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "0.5 times" */
function times(factor: number): string {
  return `${f.number(factor, factor < 0.1 ? 2 : 1)} times`;
}

function secondDigits(seconds: number): number {
  return seconds < 0.95 ? 2 : seconds < 9.95 ? 1 : 0;
}

function msDigits(ms: number): number {
  return ms < 10 ? 2 : 0;
}
