/** Searching a folder, labels and duplicates, in English. */
import { formatsOf } from '../../format';

const f = formatsOf('en');

const pictures = (count: number) =>
  f.plural(count, { one: '1 picture', other: `${f.number(count)} pictures` });

export const search = {
  region: 'Search the pictures',
  field: 'What the picture shows',
  placeholder: 'Search: a red ball on snow',
  submit: 'Search',
  clear: 'End the search',
  byPicture: 'Search by picture',
  dropHere: 'Drop a picture here to find others like it',
  notAPicture: ({ name }: { name: string }) => `${name} is not a picture.`,
  labels: 'Labels',
  aPicture: 'the picture',
  searching: 'Searching',
  checking: ({ done, total, count }: { done: number; total: number; count: number }) =>
    `Looking closely: ${f.number(done)} of ${f.number(total)}, ${f.number(count)} fit so far`,
  progress: 'Pictures that were looked at closely',
  found: ({ count, total, text }: { count: number; total: number; text: string }) =>
    `${f.number(count)} of ${pictures(total)} ${f.plural(count, { one: 'fits', other: 'fit' })} “${text}”.`,
  foundLike: ({ name }: { name: string }) => `The most similar to ${name} first.`,
  cancelled: ({ done, total }: { done: number; total: number }) =>
    `Stopped: ${f.number(done)} of ${f.number(total)} were looked at closely.`,
  goOn: 'Search again',
  heldOrder: 'The pictures are put in order when you leave them.',
  bestHit: 'Best hit first',
  noneFit: ({ text }: { text: string }) =>
    `No picture fits “${text}” by half or more. Say plainly what is to be seen: “a dog on a beach”, not “summer mood”.`,
  noHits: 'No picture was found.',
  showMore: ({ count }: { count: number }) =>
    `Show ${f.number(count)} more that ${f.plural(count, { one: 'fits', other: 'fit' })} less`,
  showNearest: ({ count }: { count: number }) => `Show the ${f.number(count)} nearest anyway`,
  showLess: 'Show only what fits',
  share: ({ share }: { share: number }) => f.percent(share),
  shareMeans: ({ share }: { share: number }) => `fits ${f.percent(share)}`,
  similar: 'More like this (L)',
  failed: ({ reason }: { reason: string }) => `The search failed: ${reason}`,
  noMatcher: 'Searching needs a model that tells how well a text fits a picture. None is loaded.',
  chooseModel: 'Choose a model',

  vectors: {
    missing: ({ count, seconds }: { count: number; seconds: number | null }) =>
      `${f.plural(count, { one: '1 picture has', other: `${f.number(count)} pictures have` })} no vector yet and cannot be found.${seconds === null ? '' : ` Making them takes about ${f.wait(seconds)}.`}`,
    make: 'Make them',
    goOn: 'Go on',
    byRun: 'Captioning makes them.',
    making: ({ done, total }: { done: number; total: number }) =>
      `Making vectors: ${f.number(done)} of ${f.number(total)}`,
    left: ({ seconds }: { seconds: number }) => `${f.wait(seconds)} left`,
    progress: 'Pictures with a vector',
    pause: 'Pause',
    paused: 'Paused. Everything done is stored.',
    failures: ({ count }: { count: number }) => `${pictures(count)} could not be read.`,
    failed: ({ reason }: { reason: string }) =>
      `Making vectors stopped: ${reason} Everything done is stored.`,
  },

  sorting: {
    title: 'Sort into my labels',
    about: 'Each picture gets the label that fits it best, if one fits by half or more.',
    add: 'Label',
    addHint: 'a dog, a house, a car',
    addNow: 'Add',
    remove: ({ label }: { label: string }) => `Remove ${label}`,
    list: 'Labels',
    label: ({ label, count }: { label: string; count: number }) => `${label}: ${f.number(count)}`,
    none: ({ count }: { count: number }) => `None of them: ${f.number(count)}`,
    run: ({ count }: { count: number }) => `Sort ${pictures(count)}`,
    progress: 'Sorted pictures',
    done: ({ done, total }: { done: number; total: number }) =>
      `${f.number(done)} of ${pictures(total)} sorted`,
    sorted: ({ done, total }: { done: number; total: number }) =>
      `${pictures(done)} sorted. ${done === total ? 'Press a label to see its pictures.' : `${f.plural(total - done, { one: '1 is', other: `${f.number(total - done)} are` })} not yet sorted into these labels: new or changed pictures, or labels that were added.`}`,
    cancelled: 'Stopped.',
    removed: ({ label }: { label: string }) => `“${label}” is removed.`,
    failures: ({ count }: { count: number }) => `${pictures(count)} could not be read.`,
    save: 'Save as CSV',
  },

  duplicates: {
    group: ({ number, same }: { number: number; same: boolean }) =>
      `${f.number(number)} · ${same ? 'same file' : 'alike'}`,
    spoken: ({ number, same }: { number: number; same: boolean }) =>
      `group ${f.number(number)}, ${same ? 'the same file' : 'looks alike'}`,
    keep: 'Keep this one, drop the others of its group (K)',
    dropSmaller: ({ count }: { count: number }) => `Keep the largest, drop ${f.number(count)}`,
    dropHint: 'Dropped pictures are left out of exports; no file is deleted. Those that you decided on stay.',
  },
};
