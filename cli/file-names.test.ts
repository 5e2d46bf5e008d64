import { expect, test } from 'vitest';
import { textOfName, visible } from './file-names.ts';

test.each(['a.png', 'é.png', '日本.jpg', '😀', '\ufffd', '\ufeff'])('%s is its own text', (name) => {
  expect(textOfName(Buffer.from(name))).toBe(name);
});

test('different bytes are different texts, as in Python', () => {
  expect(textOfName(Buffer.of(0x61, 0xff, 0xfe, 0x62))).toBe('a\udcff\udcfeb');
  expect(textOfName(Buffer.of(0xe6, 0x97))).toBe('\udce6\udc97');
  // A lone surrogate, and a character in more bytes than it needs.
  expect(textOfName(Buffer.of(0xed, 0xa0, 0x80, 0xc0, 0xaf))).toBe('\udced\udca0\udc80\udcc0\udcaf');
});

test.each([
  ['\x1b[31mred\x1b]0;title\x07', '\\x1b[31mred\\x1b]0;title\\x07'],
  ['\x9b2J', '\\x9b2J'],
  ['two\nlines\r', 'two\\x0alines\\x0d'],
  ['a\udcffb', 'a\\xffb'],
  ['gpj.\u202egnp', 'gpj.\\u202egnp'],
  ['plain é 日本 😀', 'plain é 日本 😀'],
])('controls are shown, not sent to the terminal: %j', (text, shown) => {
  expect(visible(text)).toBe(shown);
});
