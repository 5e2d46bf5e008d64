// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { contourMarkup } from './contour-markup';
import { figurePage } from './figure-page';
import { figureSvg } from './figure-svg';
import type { Figure } from './panels';
import { xmlText } from './xml';

const HEAT = { values: Float32Array.of(0, 1, 0, 0), grid: [2, 2] } as const;
const FIGURE: Figure = {
  sentence: '“<b>” & more',
  term: 'Cross-attention',
  computing: false,
  masked: [],
  panels: [
    { title: 'The whole sentence', note: '', heat: HEAT },
    { title: '<script>alert("1")</script>', note: '50%, upper left', heat: HEAT },
    { title: 'donaudampfschifffahrtsgesellschaft & söhne', note: '', heat: HEAT },
  ],
};

function parse(svg: string): Document {
  const document = new DOMParser().parseFromString(svg, 'image/svg+xml');
  expect(document.querySelector('parsererror')).toBeNull();
  return document;
}

test('the picture is there once, every panel has its heat, and text is text', () => {
  const page = figurePage(FIGURE, { width: 400, height: 300 });
  const heats = ['<path id="h0"/>', '<path id="h1"/>', '<path id="h2"/>'];
  const svg = figureSvg(page, { picture: 'data:image/jpeg;base64,AAAA', heats, sentence: FIGURE.sentence });
  expect(svg.match(/data:image/g)).toHaveLength(1);
  const document = parse(svg);
  expect(document.querySelectorAll('use')).toHaveLength(3);
  expect([...document.querySelectorAll('path')].map(({ id }) => id)).toEqual(['h0', 'h1', 'h2']);
  expect(document.querySelector('script')).toBeNull();
  const texts = [...document.querySelectorAll('text')].map(({ textContent }) => textContent);
  expect(texts).toContain('<script>alert("1")</script>');
  expect(texts.at(-1)).toBe('Cross-attention');
  expect(document.querySelector('title')?.textContent).toBe('“<b>” & more');
});

test('what is too long for its place is drawn narrower', () => {
  const page = figurePage(FIGURE, { width: 400, height: 300 });
  const svg = figureSvg(page, { picture: '', heats: [], sentence: '' });
  expect(svg.match(/textLength="480"/g)).toHaveLength(1);
});

test.each([
  ['tags and quotes', `<a href="x" b='y'>&`, '&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;'],
  ['what XML forbids', 'a\u0000b\u001bc\ufffe', 'a\ufffdb\ufffdc\ufffd'],
  ['half a letter', 'x\ud83d y\udc00', 'x\ufffd y\ufffd'],
  ['letters of all kinds', 'Füße 犬 🐕\n', 'Füße 犬 🐕\n'],
])('%s', (_, text, escaped) => {
  expect(xmlText(text)).toBe(escaped);
});

test('contour lines are paths in the picture’s pixels', () => {
  const ring = [
    [0, 0],
    [10, 0],
    [10, 5],
  ] as const;
  const look = { size: { width: 400, height: 300 }, opacity: 0.7, line: 2, casing: 4 };
  const markup = contourMarkup([ring], [5, 10], look);
  expect(markup).toContain('d="M0 0L400 0L400 300Z"');
  expect(markup).toContain('stroke-opacity="0.7"');
  expect(markup.match(/stroke-width="(\d)"/g)).toEqual(['stroke-width="4"', 'stroke-width="2"']);
});
