import type { PickedFile } from '../../../../core/protocol';
import { refusalOf } from '../../pictures/files';
import { commonFolder, type Wanted } from './wanted';

const MANIFEST = 'blipscope.json';
const WEIGHTS = /\.(safetensors|pth|pt|bin|ckpt)$/i;
const ZIP = /\.zip$/i;

function nameIn(path: string): string {
  return path.split('/').at(-1) ?? path;
}

/** Whether a file's name says that it belongs to a model. */
export function isTelling({ path }: Pick<PickedFile, 'path'>): boolean {
  return WEIGHTS.test(path) || ZIP.test(path) || nameIn(path) === MANIFEST;
}

/**
 * Parts what was dropped: where there are weights or a bundle among the files, all but the pictures is taken for a
 * model. Without any, nothing is, unless the model manager is open.
 */
export function partModelFiles(
  files: readonly PickedFile[],
  { managing }: { managing: boolean },
): { model: PickedFile[]; others: PickedFile[] } {
  if (!managing && !files.some(isTelling)) return { model: [], others: [...files] };
  return { model: files.filter((one) => !isPicture(one)), others: files.filter(isPicture) };
}

/** The pictures among files that were given to the model manager; none where a model is among them. */
export function picturesInPlaceOfModel(files: readonly PickedFile[]): PickedFile[] {
  return files.some(isTelling) ? [] : files.filter(isPicture);
}

function isPicture({ file }: PickedFile): boolean {
  return refusalOf(file) === null;
}

/** What picked files are by their names: a bundle to be imported, or a checkpoint to be converted. */
export function taskOf(
  picked: readonly PickedFile[],
): { kind: 'import'; name: string; files: PickedFile[] } | { kind: 'convert'; wanted: Wanted } {
  const files = [...picked];
  const name = commonFolder(files) ?? stemOf(files);
  const isZip = files.length === 1 && files.every(({ path }) => ZIP.test(path));
  if (isZip || files.some(({ path }) => nameIn(path) === MANIFEST)) return { kind: 'import', name, files };
  return { kind: 'convert', wanted: { kind: 'files', name, files } };
}

/** The files of a checkpoint with one more, in the folder that holds the weights. */
export function withFile(files: readonly PickedFile[], file: File): PickedFile[] {
  const weights = files.find(({ path }) => WEIGHTS.test(path))?.path ?? '';
  return [...files, { path: weights.replace(/[^/]*$/, file.name), file }];
}

/** Loose files are called by the weights among them. */
function stemOf(files: readonly PickedFile[]): string {
  const path = (files.find(({ path }) => WEIGHTS.test(path)) ?? files[0])?.path ?? '';
  return nameIn(path).replace(/\.\w+$/, '') || 'model';
}
