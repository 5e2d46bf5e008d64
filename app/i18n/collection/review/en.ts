/** The review of a collection, in English. */
import type { AltLength } from '../../../../core/alt-text';
import type { Decision, TextSource } from '../../../../core/collection';
import type { DoubtReason } from '../../../../dataset';
import { formatsOf } from '../../format';

const f = formatsOf('en');

const pictures = (count: number) =>
  f.plural(count, { one: '1 picture', other: `${f.number(count)} pictures` });

export const review = {
  region: 'Review',
  left: ({ count, at, of }: { count: number; at: number; of: number }) =>
    `${f.number(count)} left (${f.number(at)} of ${f.number(of)})`,
  grid: 'Grid',
  previous: 'Previous picture',
  next: 'Next picture',
  notCaptioned: 'There is nothing to review yet: caption the pictures first.',
  nothing: 'No picture is waiting for review.',
  finished: ({ left }: { left: number }) =>
    `Everything was looked at.${left > 0 ? ` ${pictures(left)} without a decision.` : ''}`,
  undecided: 'Show those without a decision',
  again: 'From the beginning',
  visit: 'Words and maps',
  sources: { original: 'came with the picture', synthetic: 'the model', human: 'you' } satisfies Record<
    TextSource,
    string
  >,
  match: ({ share }: { share: number }) => `fits ${f.percent(share)}`,
  approve: 'Approve',
  edit: 'Edit',
  drop: 'Drop',
  decorative: 'Decorative',
  decided: {
    approved: 'Approved',
    edited: 'Edited',
    dropped: 'Dropped: the picture is left out of exports',
    decorative: 'Decorative: the alternative text is empty',
  } satisfies Record<Decision['kind'], string>,
  doubts: {
    'nothing-passes': 'No text passes the filter: choose one, write one, or drop the picture.',
    'low-itm': 'The text fits the picture only just.',
    'low-word-probability': 'The model was unsure of a word.',
    disagreement: 'The original and the model’s text disagree.',
  } satisfies Record<DoubtReason, string>,
  yourText: 'Your text',
  length: ({ count }: { count: number }) =>
    f.plural(count, { one: '1 character', other: `${f.number(count)} characters` }),
  lengths: {
    short: '(a good length)',
    long: '(long for an alternative text)',
    'too-long': '(too long for an alternative text: make it a description beside the picture)',
  } satisfies Record<AltLength, string>,
  pictureOf: 'Screen readers say by themselves that it is an image.',
  leaveOut: 'Leave it out',
  adviceTitle: 'What makes a good alternative text?',
  advice: [
    'Does the picture add nothing to the text around it? Then it is decorative, and its alternative text is empty.',
    'Is it a link or a button? Then say what that does, not what it looks like.',
    'Does it show text? Then the alternative text has the same words.',
    'Otherwise say what it means in its place, in one sentence. Names, places and dates are for you to add: the model cannot know them.',
  ],
  does: {
    choose: 'choose a text',
    approve: 'approve, next',
    edit: 'edit',
    drop: 'drop',
    decorative: 'decorative',
    undo: 'undo',
    move: 'move',
    grid: 'grid',
  },
};
