/** How much processor time a query takes. */
import { VectorTable } from '../../../dataset/index.ts';
import type { Matcher } from '../../../workers/engine/index.ts';

const REPEATED = 25;
const COUNTS = [2_000, 100_000];
const LIMIT = 1000;
const TEXT = 'two dogs side by side';

/** Median of the milliseconds of all threads, of which other programs take nothing. */
async function median(job: () => unknown): Promise<string> {
  const times: number[] = [];
  for (let count = 0; count < REPEATED; count++) {
    const start = process.cpuUsage();
    await job();
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000);
  }
  return `${times.toSorted((a, b) => a - b)[Math.floor(REPEATED / 2)]!.toFixed(1)} ms`;
}

/** As many vectors as a collection has, of random values. */
function randomTable(count: number, size: number): VectorTable {
  const vectors = Array.from({ length: count }, (_, index) => {
    const values = Int8Array.from({ length: size }, () => Math.round(255 * Math.random()) - 128);
    return { path: `${index}.jpg`, values };
  });
  return new VectorTable(vectors);
}

/** Prints what a query consists of: the sentence's vector, the ranking, and ITM of a picture. */
export async function printTimes(matcher: Matcher): Promise<void> {
  const { size } = matcher.manifest.image;
  const blank = new Float32Array(3 * size * size);
  const [query] = await matcher.embedTexts([TEXT]);
  console.log(`the sentence's vector: ${await median(() => matcher.embedTexts([TEXT]))}`);
  for (const values of [query!.length, 256]) {
    const vector = Float32Array.from({ length: values }, () => Math.random() - 0.5);
    for (const count of COUNTS) {
      const table = randomTable(count, values);
      const time = await median(() => table.nearest(vector, LIMIT));
      console.log(`ranking ${count} pictures by ${values} values: ${time}`);
    }
  }
  const match = async () => {
    const image = await matcher.encode(blank);
    await matcher.match(image, [TEXT]);
    image.dispose();
  };
  console.log(`ITM of one picture, encoded for it: ${await median(match)}`);
}
