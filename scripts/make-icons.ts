/** Renders the PNG icons from `public/icons/icon.svg`. Run it by hand when the drawing changes. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const ICONS = new URL('../public/icons/', import.meta.url);
const CORNERS = 'rx="112" fill="#20201e"';
/** Systems may crop a maskable icon to a circle of 80 % of its width. */
const MASKABLE_SCALE = 0.82;

const svg = await readFile(new URL('icon.svg', ICONS), 'utf8');
if (!svg.includes(CORNERS)) throw new Error(`icon.svg has no background with ${CORNERS}.`);

await draw(svg, 192, 'icon-192.png');
await draw(svg, 512, 'icon-512.png');
const fullBleed = svg.replace(CORNERS, 'fill="#20201e"');
await draw(fullBleed, 180, 'apple-touch-icon.png');
await draw(scaled(fullBleed), 512, 'icon-maskable-512.png');

async function draw(drawing: string, size: number, name: string): Promise<void> {
  const png = await sharp(Buffer.from(drawing))
    .resize(size, size)
    .png({ compressionLevel: 9, palette: true })
    .toBuffer();
  await writeFile(new URL(name, ICONS), png);
  console.log(`${fileURLToPath(new URL(name, ICONS))}: ${png.byteLength} bytes`);
}

/** Scales everything but the background about the centre. */
function scaled(drawing: string): string {
  const margin = (512 * (1 - MASKABLE_SCALE)) / 2;
  return drawing
    .replace(
      '<g clip-path',
      `<g transform="translate(${margin} ${margin}) scale(${MASKABLE_SCALE})"><g clip-path`,
    )
    .replace('</svg>', '</g></svg>');
}
