import { expect, test } from 'vitest';
import version1 from '../../store/testing/view-version-1.json';
import { isViewLink } from './fragment';
import { ShareError } from './reasons';
import { VIEW } from './testing';
import { linkTo, parseView, VIEW_VERSION, ViewError, viewInLink } from './view-document';

const PAGE = 'https://example.test/app/';

test('a view survives a link, with any characters', () => {
  const view = { ...VIEW, picture: { ...VIEW.picture, name: 'Füße & 犬 "1".jpg' } };
  const link = linkTo(PAGE, view);
  expect(link).toMatch(/^https:\/\/example\.test\/app\/#view=[\w-]+$/);
  const { hash } = new URL(link);
  expect(isViewLink(hash)).toBe(true);
  expect(viewInLink(hash)).toEqual(view);
});

test('a file gives the view again, and what a later version added to it is left out', () => {
  expect(parseView(JSON.stringify({ ...VIEW, mood: 'good' }), 'file')).toEqual(VIEW);
});

test('a file that version 1 saved opens, its keys renamed', () => {
  const view = parseView(JSON.stringify(version1), 'file');
  expect(view).toMatchObject({
    version: VIEW_VERSION,
    settings: version1.settings,
    look: {
      visible: true,
      mode: 'spotlight',
      palette: 'viridis',
      sentenceLevel: false,
      comparison: 'nothing',
    },
    masked: version1.hidden,
    caption: { text: version1.caption.text, edited: 'My own words', word: 0, compared: null },
  });
});

test('a view that was saved before there were masks has none', () => {
  const { hidden: _, ...view } = version1;
  expect(parseView(JSON.stringify(view), 'file').masked).toEqual([]);
});

test('a view too long for a link is for a file', () => {
  const view = { ...VIEW, settings: { ...VIEW.settings, prompt: '犬'.repeat(1000) } };
  const long = { ...view, caption: { ...VIEW.caption!, text: '犬'.repeat(5000) } };
  expect(() => linkTo(PAGE, long)).toThrow(new ShareError('link-too-long'));
  expect(parseView(JSON.stringify(long), 'file')).toEqual(long);
});

const cut = new URL(linkTo(PAGE, VIEW)).hash.slice(0, -40);

test.each([
  ['cut off', cut],
  ['no base64', '#view=%%%'],
  ['empty', '#view='],
  ['not UTF-8', '#view=_w'],
  ['endless', `#view=${'A'.repeat(100_000)}`],
])('a link that is %s is damaged', (_, fragment) => {
  expect(() => viewInLink(fragment)).toThrow(new ViewError('damaged-link'));
});

test.each([
  ['another file', { name: 'x' }, 'not-a-view'],
  ['a list', [1], 'not-a-view'],
  ['a newer view', { ...VIEW, version: VIEW_VERSION + 1 }, 'newer-file'],
  ['a number out of range', { ...VIEW, settings: { ...VIEW.settings, numCaptions: 1e9 } }, 'damaged-file'],
  ['a number that is a text', { ...VIEW, look: { ...VIEW.look, opacity: '1' } }, 'damaged-file'],
  ['a view that is unknown', { ...VIEW, look: { ...VIEW.look, mode: 'x-ray' } }, 'damaged-file'],
  ['a hash that is none', { ...VIEW, picture: { ...VIEW.picture, sha256: 'abc' } }, 'damaged-file'],
] as const)('%s is refused', (_, value, reason) => {
  expect(() => parseView(JSON.stringify(value), 'file')).toThrow(new ViewError(reason));
});
