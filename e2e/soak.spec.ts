/** `bench/soak.ts` in short: memory over pictures, a change of models and a lost engine. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from './fixtures';

/** Far less than a leak of one picture or of one model a time would take. */
const MAX_GROWTH_MB = 6;

test('memory stays flat over pictures, two switches of models and a lost engine', async () => {
  const times = ['--pictures', '40', '--at', '20', '--switch', '15', '--lose', '25'];
  const { stdout } = await promisify(execFile)('npx', ['tsx', 'bench/soak.ts', '--short', '6', ...times], {
    shell: process.platform === 'win32',
  });
  const rows = [...stdout.matchAll(/^\| (\d+) \| (\d+) \| (\d+) \| ([\d.]+) MB \|/gm)].map((row) =>
    row.slice(1).map(Number),
  );
  expect(rows.map(([pictures, switches, losses]) => [pictures, switches, losses])).toEqual([
    [20, 1, 0],
    [40, 2, 1],
  ]);
  const [before, after] = rows.map(([, , , heap]) => heap!);
  expect(after! - before!).toBeLessThan(MAX_GROWTH_MB);
});
