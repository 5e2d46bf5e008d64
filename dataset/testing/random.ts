/** Random numbers that are the same in each run. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) % below;
  };
}

const PIECES = [
  'a dog',
  'two cats on a sofa',
  '"quoted"',
  "it's",
  ',;\t|',
  '\n',
  '\r\n',
  '=SUM(A1)',
  '+1',
  '-2',
  '@x',
  "'=x",
  ']]>',
  '<b>&amp;</b>',
  '<!-- x -->',
  '{"a":1}',
  '👩‍👩‍👧 family',
  'עברית וערבית العربية',
  '日本語のキャプション',
  'Ünïcödé e\u0301',
  '\u2028line\u2029separators',
  '\ufeffmark',
  '…',
  '{name}',
  '\\',
  'x'.repeat(300),
];

/** A text with what formats trip over; never only white space. */
export function nastyText(random: (below: number) => number): string {
  const parts = Array.from({ length: 1 + random(5) }, () => PIECES[random(PIECES.length)] ?? '');
  const text = parts.join([' ', '', ', '][random(3)]);
  return /[^\s\ufeff]/u.test(text) ? text : `${text}a`;
}

/** Bytes with a few of them changed, left out or repeated. */
export function damaged(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  const copy = bytes.slice(0, random(3) === 0 ? random(bytes.length + 1) : undefined);
  for (let flips = random(8); flips > 0 && copy.length > 0; flips--) copy[random(copy.length)] = random(256);
  if (random(4) > 0 || copy.length === 0) return copy;
  const from = random(copy.length);
  const to = Math.min(copy.length, from + random(64));
  copy.copyWithin(random(copy.length), from, to);
  return copy;
}
