/** For tests: a folder of different pictures, a broken one and a copy among them, and small models. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REFERENCE, runProgram, SCENE } from './program.ts';

/** Pictures differ in their last byte. The last but one is broken, the last one is a copy of the first. */
export async function writePictures(folder: string, count: number): Promise<void> {
  const scene = await readFile(SCENE);
  await mkdir(folder);
  for (let index = 0; index < count; index++) {
    const picture = Buffer.concat([scene, Buffer.from([index === count - 1 ? 0 : index])]);
    const content = index === count - 2 ? Buffer.from('broken') : picture;
    await writeFile(join(folder, `${String(index).padStart(3, '0')}.png`), content);
  }
}

/** Exports a captioner and a matcher. Returns the flags that name them. */
export async function exportModels(home: string): Promise<string[]> {
  const [captioner, matcher] = [join(home, 'captioner'), join(home, 'matcher')];
  const outcomes = await Promise.all([
    runProgram(home, ['export', join(REFERENCE, 'checkpoints', 'odd-9'), '--out', captioner]),
    runProgram(home, ['export', join(REFERENCE, 'architectures', 'matcher-9'), '--out', matcher]),
  ]);
  if (outcomes.some(({ code }) => code !== 0)) throw new Error(outcomes.map(({ stderr }) => stderr).join(''));
  return ['--model', captioner, '--matcher', matcher, '--threads', '1'];
}
