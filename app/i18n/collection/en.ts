/** Every sentence of the part that shows collections, in English; as in the page's catalogue. */

import type { KeepRule } from '../../../core/collection';
import type { LeftOut, TextWarningCode } from '../../../core/protocol';
import type { PictureState } from '../../../dataset';
import type { BulkEdit } from '../../features/collection/edits/bulk';
import type { RunPhase } from '../../features/collection/store/run';
import type { Shown, Sort } from '../../features/collection/store/view';
import { formatsOf } from '../format';
import { exporting } from './export/en';
import { review } from './review/en';
import { search } from './search/en';

const f = formatsOf('en');

const pictures = (count: number) =>
  f.plural(count, { one: '1 picture', other: `${f.number(count)} pictures` });

const kinds: Record<Shown, (values: { count: number }) => string> = {
  all: ({ count }) => `All (${f.number(count)})`,
  new: ({ count }) => `Not captioned (${f.number(count)})`,
  'to-review': ({ count }) => `To review (${f.number(count)})`,
  approved: ({ count }) => `Approved (${f.number(count)})`,
  dropped: ({ count }) => `Dropped (${f.number(count)})`,
  decorative: ({ count }) => `Decorative (${f.number(count)})`,
  failed: ({ count }) => `Failed (${f.number(count)})`,
  duplicates: ({ count }) => `Duplicates (${f.number(count)})`,
};

const sorts: Record<Sort, string> = {
  name: 'By name',
  date: 'Newest first',
  match: 'Best match first',
  doubt: 'Most doubtful first',
};

const states: Record<PictureState, string> = {
  new: 'not captioned',
  captioned: 'captioned',
  'to-review': 'to review',
  approved: 'approved',
  edited: 'edited',
  dropped: 'dropped',
  decorative: 'decorative',
  failed: 'failed',
};

const phases: Record<RunPhase, string> = {
  idle: 'Not started',
  waiting: 'Waiting for the model',
  running: 'Captioning',
  pausing: 'Finishing the picture in hand',
  paused: 'Paused. Everything done is stored.',
  finished: 'Finished',
  stopped: 'Stopped',
};

const reasons: Record<LeftOut['reason'], string> = {
  'not-a-picture': 'not a picture',
  unreadable: 'cannot be read',
  'too-large': 'too large',
};

export const en = {
  opening: ({ count }: { count: number }) => `Looking for pictures: ${f.number(count)} so far.`,
  openingCancelled: 'Opening the folder was cancelled.',
  close: 'Close',

  notes: {
    readOnly:
      'This browser reads the pictures during this visit only. To go on later, open the same folder again: everything done is stored. Results are saved as a zip file.',
    leftOut: ({ count }: { count: number }) =>
      f.plural(count, { one: '1 file was left out', other: `${f.number(count)} files were left out` }),
    leftOutFile: ({ name, reason }: { name: string; reason: string }) => `${name}: ${reason}`,
    more: ({ count }: { count: number }) => `and ${f.number(count)} more`,
    otherModels: ({ count, models }: { count: number; models: string }) =>
      `${f.plural(count, { one: '1 picture was', other: `${f.number(count)} pictures were` })} captioned by ${models}, not by the model that is loaded.`,
    selectThem: 'Select them',
    warnings: ({ count }: { count: number }) =>
      f.plural(count, {
        one: '1 note about the texts that came with the pictures',
        other: `${f.number(count)} notes about the texts that came with the pictures`,
      }),
    reasons,
    problems: {
      damaged: 'is damaged; what comes before is used',
      'not-this-form': 'is not of the form that its name says, or lacks a column',
      encoding: 'is not in UTF-8 and was read as Windows-1252',
      'bad-record': 'has an entry that makes no sense',
      'no-such-picture': 'names a picture that is not in the folder',
      'path-outside': 'names a picture outside the folder',
      ambiguous: 'has a name that fits several pictures',
      duplicate: 'describes a picture twice',
      'too-large': 'is too long',
    } satisfies Record<TextWarningCode, string>,
    warning: ({
      file,
      record,
      problem,
      detail,
    }: {
      file: string;
      record: number | null;
      problem: string;
      detail: string | null;
    }) =>
      `${file}${record === null ? '' : `, entry ${f.number(record)},`} ${problem}${detail ? `: ${detail}` : ''}`,
  },

  run: {
    region: 'Folder',
    progress: 'Captioned pictures',
    done: ({ count, total }: { count: number; total: number }) => `${f.number(count)} of ${pictures(total)}`,
    failed: ({ count }: { count: number }) => `${f.number(count)} failed`,
    speed: ({ perSecond, seconds }: { perSecond: number; seconds: number }) =>
      `${f.number(perSecond, perSecond < 10 ? 1 : 0)} a second, ${f.wait(seconds)} left`,
    phases,
    interrupted: 'Interrupted. Everything done is stored.',
    start: ({ count }: { count: number }) => `Caption ${pictures(count)}`,
    again: ({ count }: { count: number }) => `Go on with ${pictures(count)}`,
    pause: 'Pause',
    retryFailed: 'Try the failed ones again',
    goOn: 'Go on',
    allow: 'Allow it again and go on',
    close: 'Close folder',
    stopped: ({ reason }: { reason: string }) => `Captioning stopped: ${reason} Everything done is stored.`,
    notStored: ({ reason }: { reason: string }) => `The last decision was not stored: ${reason}`,
    title: ({ done, total, title }: { done: number; total: number; title: string }) =>
      `${f.number(done)}/${f.number(total)} – ${title}`,
    titleOver: ({ title }: { title: string }) => `Finished – ${title}`,
  },

  journal: {
    keep: 'Keep the journal in the folder',
    about:
      'Writes .blipscope.jsonl: the command line goes on with what was done here, and this page with what was done there.',
    written: 'The journal has everything.',
    notWritten: ({ reason }: { reason: string }) =>
      `The journal was not written: ${reason} Everything done is stored in this browser.`,
    parts: { captioner: 'model', matcher: 'matcher' } as Partial<Record<string, string>>,
    otherRun: ({ count, names }: { count: number; names: readonly string[] }) =>
      names.length > 0
        ? `The journal is of another run (${names.join(', ')}). ${f.plural(count, { one: '1 result is', other: `${f.number(count)} results are` })} not in it.`
        : `${f.plural(count, { one: '1 result', other: `${f.number(count)} results` })} of another model or other settings ${f.plural(count, { one: 'is', other: 'are' })} not in the journal.`,
    anew: 'Begin this run in it',
    save: 'Save the journal',
    saveHint:
      'Put it into the folder under the name .blipscope.jsonl, and the command line goes on with what was done here.',
    empty: 'No picture has been captioned yet.',
  },

  grid: {
    list: 'Pictures of the folder',
    shown: 'Which pictures are shown',
    kinds,
    sort: 'Order',
    sorts,
    find: 'Find in names and texts',
    findHint: 'Names and texts',
    clear: 'Clear',
    review: 'Review',
    filter: 'Filter',
    bulk: 'Edit many',
    export: 'Export',
    count: ({ count }: { count: number }) => `${pictures(count)} shown`,
    states,
    selected: ({ count }: { count: number }) => `${f.number(count)} selected`,
    captionAgain: 'Caption again',
    aboutDuplicates:
      'The same file, or the same picture in another size or quality. The largest of each group comes first.',
    selectSmaller: 'Select the others',
    selectAll: 'Select all',
    selectNone: 'Select none',
    tile: ({ name, state, text }: { name: string; state: string; text: string }) =>
      [name, state, text].filter(Boolean).join(', '),
    noPictures:
      'There are no pictures in this folder. JPEG, PNG, WebP, GIF, AVIF, HEIC, TIFF and BMP are looked for, also in folders inside it.',
    openAnother: 'Open another folder',
    noneShown: 'No picture is of this kind.',
    noneFound: ({ query }: { query: string }) => `No name and no text has “${query}”.`,
    showAll: 'Show all',
  },

  search,

  filter: {
    title: 'Which texts are kept',
    noMatches: 'Texts are compared with their pictures while they are captioned, by a model that can match.',
    histogram: ({ matched }: { matched: number }) =>
      `${f.number(matched)} texts by how well they fit their picture`,
    original: 'Came with the picture',
    synthetic: 'Written by the model',
    threshold: ({ share }: { share: number }) => `Keep texts that fit with at least ${f.percent(share)}`,
    keep: 'Of a picture, keep',
    rules: {
      best: 'the best text',
      all: 'all texts that fit',
      original: 'the original if it fits, else the best',
      longest: 'the longest text that fits',
    } satisfies Record<KeepRule, string>,
    counts: ({
      pictures: kept,
      without,
      texts,
      dropped,
    }: {
      pictures: number;
      without: number;
      texts: number;
      dropped: number;
    }) =>
      `${f.number(texts)} texts of ${pictures(kept)} would pass, ${f.number(dropped)} would not; ${pictures(without)} would have none. Pictures that you decided on are not counted. Nothing is deleted.`,
  },

  bulk: {
    title: ({ count, selected }: { count: number; selected: boolean }) =>
      selected ? `Edit ${pictures(count)} that are selected` : `Edit ${pictures(count)} that are shown`,
    what: 'Change',
    kinds: {
      replace: 'Find and replace',
      prefix: 'Add text or a trigger word before',
      suffix: 'Add text after',
      approve: 'Approve what fits',
      drop: 'Drop the pictures',
      decorative: 'Mark the pictures as decorative',
      reset: 'Take decisions back',
    } satisfies Record<BulkEdit['kind'], string>,
    find: 'Find',
    replacement: 'Replace with',
    matchCase: 'Match case',
    text: 'Text',
    prefixHint: 'For a trigger word, end with a comma and a space: “ohwx dog, ”.',
    suffixHint: 'Begin with a comma and a space: “, oil painting”.',
    threshold: ({ share }: { share: number }) => `Fits with at least ${f.percent(share)}`,
    changes: ({ count }: { count: number }) =>
      count === 0 ? 'Nothing would change.' : `${pictures(count)} would change:`,
    becomes: {
      approved: 'approved',
      edited: 'edited',
      dropped: 'dropped',
      decorative: 'decorative',
      reset: 'no decision',
    },
    apply: ({ count }: { count: number }) => `Change ${pictures(count)}`,
  },

  review,

  export: exporting,
};
