/** What the examples of the package make. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { sample } from '../support/samples';
import { command, type Output, PACKAGE } from './support';

/** Runs an example for Node in a project. */
export async function runExample(name: string, args: readonly string[], project: string): Promise<Output> {
  await copyFile(join(PACKAGE, 'examples', name), join(project, name));
  return command(process.execPath, [name, ...args], project);
}

/** Two pictures with a text each: one that does not fit, and one that fits better than the candidates. */
export async function folderToFilter(folder: string): Promise<string> {
  await mkdir(folder);
  for (const name of ['02.webp', '06.webp']) await copyFile(sample(name), join(folder, name));
  await writeFile(join(folder, '02.txt'), 'a dog on the moon');
  await writeFile(
    join(folder, '06.txt'),
    'a lemon between a red heart and a purple book on a blue background',
  );
  return folder;
}

interface Metadata {
  file_name: string;
  text: string;
  source: string;
  itm: number;
}

/** The lines of an imagefolder's `metadata.jsonl`. */
export async function metadataIn(folder: string): Promise<Metadata[]> {
  const lines = (await readFile(join(folder, 'metadata.jsonl'), 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line));
}

/** The SHA-256 of each file, by its name. */
export async function hashesIn(folder: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const name of (await readdir(folder)).sort())
    hashes[name] = createHash('sha256')
      .update(await readFile(join(folder, name)))
      .digest('hex');
  return hashes;
}

/** Shares of the heat in the left, middle and right third of the canvas. */
export function heatByThird(page: Page): Promise<number[]> {
  return page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
    const thirds = [0, 0, 0];
    for (let pixel = 0; pixel < width * height; pixel++)
      thirds[Math.floor((3 * (pixel % width)) / width)]! += data[4 * pixel + 3]!;
    const sum = thirds.reduce((a, b) => a + b);
    return thirds.map((heat) => heat / sum);
  });
}
