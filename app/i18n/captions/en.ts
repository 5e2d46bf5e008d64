/** What the page says about captions, in English. */
import type { Place } from '../../features/heatmap/place';
import { f, places } from '../shared/en';

export const captions = {
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
};
