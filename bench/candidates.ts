/**
 * Whether it is faster to read all logits of a step back from the GPU and choose among them, or to let the GPU pick
 * candidates: in Chromium, by size of the vocabulary, with LAVIS's settings, three captions, the maps of a model of base
 * size read with them. Made-up logits; the two take turns in every round, the first of which compiles and is not
 * counted. `read` is from the submission to the mapped buffer, `choose` is the sampler. Both must choose the same words.
 *
 *   npx tsx bench/candidates.ts [--vocabularies 768,8192,30524] [--rounds 50] [--out FILE.json]
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';
import { counted } from '../app/features/bench/report';
import { GENERATION } from '../model-export/index.ts';
import type { CandidatesResult, Way } from './support/candidates-page.ts';
import { launchBrowser, ROOT } from './support/site.ts';
import { summarize } from './support/summary.ts';
import { markdownTable } from './support/table.ts';

const SCRIPT = 'bench/support/candidates-page.ts';
const PAGE = `<!doctype html><script type="module" src="/${SCRIPT}"></script>`;

interface Row extends CandidatesResult {
  vocabulary: number;
}

async function measure(vocabularies: readonly number[], rounds: number): Promise<Row[]> {
  const server = await createServer({
    configFile: false,
    root: ROOT,
    server: { port: 4178, hmr: false, watch: null },
    optimizeDeps: { entries: [SCRIPT] },
    logLevel: 'error',
  });
  await server.listen();
  const browser = await launchBrowser();
  const rows: Row[] = [];
  try {
    const address = server.resolvedUrls!.local[0]!;
    for (const vocabulary of vocabularies) {
      const page = await browser.newPage();
      await page.route(address, (route) => route.fulfill({ contentType: 'text/html', body: PAGE }));
      await page.goto(address);
      await page.waitForFunction(() => 'measureCandidates' in window);
      const job = { vocabulary, rounds, generation: GENERATION };
      rows.push({ vocabulary, ...(await page.evaluate((each) => window.measureCandidates(each), job)) });
      await page.close();
    }
    return rows;
  } finally {
    await browser.close();
    await server.close();
  }
}

function table(rows: readonly Row[]): string {
  const half = ['read, ms', 'choose, ms', 'bytes read'];
  const cells = ({ read, choose, bytesRead }: Way) => [
    ...[read, choose].map((times) => {
      const { median, min } = summarize(times);
      return `${median.toFixed(2)} (${min.toFixed(2)})`;
    }),
    bytesRead.toLocaleString('en'),
  ];
  return markdownTable(
    [
      'vocabulary',
      ...half.map((name) => `all logits: ${name}`),
      ...half.map((name) => `candidates: ${name}`),
    ],
    rows.map(({ vocabulary, all, candidates }) => [
      vocabulary.toLocaleString('en'),
      ...cells(all),
      ...cells(candidates),
    ]),
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      vocabularies: { type: 'string', default: '768,8192,30524' },
      rounds: { type: 'string', default: '50' },
      out: { type: 'string' },
    },
  });
  const rows = await measure(values.vocabularies.split(',').map(Number), Number(values.rounds));
  console.log(
    `${rows[0]?.gpu}; ${counted(Number(values.rounds), 'round')} each, median (least)\n\n${table(rows)}\n`,
  );
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);
  console.log(
    `Of ${sum(({ words }) => words)} words ${sum(({ different }) => different)} were others; ` +
      `${sum(({ undecided }) => undecided)} rows were left to all logits.`,
  );
  if (values.out) await writeFile(values.out, JSON.stringify(rows, null, 2));
}

await main();
