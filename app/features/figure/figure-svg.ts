/** The figure as a self-contained SVG: the picture once, every panel's heat, and text as text. Pure. */
import { type FigurePage, FONT, type Line, SMALL_FONT } from './figure-page';
import { xmlText } from './xml';

/** What the page's markup cannot make itself. */
export interface FigureParts {
  /** The picture, as the address of an embedded image. */
  picture: string;
  /** For each panel the markup of its heat, in the picture's pixels. */
  heats: readonly string[];
  /** What is explained, for those who do not see it. */
  sentence: string;
}

/** How wide a letter is, as a share of the font's size, at least in the fonts that are asked for. */
const LETTER = 0.62;

export function figureSvg(page: FigurePage, { picture, heats, sentence }: FigureParts): string {
  const { width, height, panels, foot } = page;
  const size = `width="${page.picture.width}" height="${page.picture.height}"`;
  const drawn = panels.map(
    ({ x, y, title, note }, index) => `<g>
<use xlink:href="#picture" x="${x}" y="${y}"/>
<g transform="translate(${x} ${y})">${heats[index] ?? ''}</g>
${textMarkup(title, FONT, ' font-weight="600"')}
${textMarkup(note, SMALL_FONT)}
</g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="Helvetica, Arial, sans-serif" fill="#1c1c1a">
<title>${xmlText(sentence)}</title>
<desc>${xmlText(foot.text)}</desc>
<defs><image id="picture" ${size} preserveAspectRatio="none" xlink:href="${picture}"/></defs>
<rect width="${width}" height="${height}" fill="#ffffff"/>
${drawn.join('\n')}
${textMarkup(foot, SMALL_FONT)}
</svg>
`;
}

/** A line that is likely too long for its place is drawn narrower, as on a canvas. */
function textMarkup({ text, x, y, widest }: Line, size: number, more = ''): string {
  const narrow =
    text.length * LETTER * size > widest ? ` textLength="${widest}" lengthAdjust="spacingAndGlyphs"` : '';
  const rounded = Math.round(10 * y) / 10;
  const font = Math.round(10 * size) / 10;
  return `<text x="${x}" y="${rounded}" font-size="${font}"${more}${narrow}>${xmlText(text)}</text>`;
}
