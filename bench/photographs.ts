/**
 * How well the page tells photographs from drawings before it captions: the share of each folder's pictures that look
 * drawn to it, their flatness and colours, and the time to decode and compare one.
 *
 *   npx tsx bench/photographs.ts FOLDER...     prints also the names of photographs taken for drawings with --names
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { decodePicture } from '../cli/decode-picture.ts';
import { isDrawn, type Looks, looksOf } from '../workers/image/index.ts';

const PICTURE = /\.(avif|bmp|gif|heic|jpe?g|png|tiff?|webp)$/i;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { names: { type: 'boolean', default: false } },
});
if (positionals.length === 0) throw new Error('Name one or more folders of pictures.');

for (const folder of positionals) {
  const measured = [];
  const start = process.cpuUsage();
  for (const name of readdirSync(folder).filter((one) => PICTURE.test(one))) {
    const picture = await decodePicture(readFileSync(join(folder, name)));
    measured.push({ name, ...looksOf(picture) });
  }
  const { user } = process.cpuUsage(start);
  report(folder, measured, user / 1000);
}

/** @param cpu in milliseconds. */
function report(folder: string, measured: ({ name: string } & Looks)[], cpu: number): void {
  const flats = measured.map(({ flat }) => flat).sort((a, b) => a - b);
  const at = (share: number) => flats[Math.floor(share * (flats.length - 1))]?.toFixed(3);
  const drawn = measured.filter(isDrawn);
  const leastColoured = Math.min(...measured.map(({ coloured }) => coloured));
  console.log(
    `${folder}: ${measured.length} pictures, ${drawn.length} look drawn, ${measured.length - drawn.length} do not; ` +
      `flatness ${at(0)} to ${at(1)}, median ${at(0.5)}, 1 in 100 below ${at(0.01)}; coloured from ${leastColoured.toFixed(3)}; ` +
      `${(cpu / measured.length).toFixed(0)} ms CPU each`,
  );
  if (!values.names) return;
  for (const { name, flat, coloured } of measured)
    console.log(`  ${flat.toFixed(3)} ${coloured.toFixed(3)} ${name}`);
}
