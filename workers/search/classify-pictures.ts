import type { LabelledPicture } from '../../core/protocol/index.ts';
import { bestLabel, labelsToCheck, type VectorTable } from '../../dataset/index.ts';
import { readAhead } from '../capfilt/index.ts';
import { hasItm, type Matching, probabilitiesOf, READ_AHEAD } from './matching.ts';

export interface Classification {
  table: VectorTable;
  labels: readonly string[];
  /** Pictures of the table. */
  paths: readonly string[];
  /** Called for each picture, in order, and awaited; null for one that cannot be read. */
  onPicture(path: string, found: LabelledPicture | null): void | Promise<void>;
}

/**
 * Sorts pictures into labels: by ITC, and by ITM among the labels that are most similar.
 *
 * @throws the signal's reason, what `onPicture` throws, and what is no matter of one picture.
 */
export async function classifyPictures(matching: Matching, classification: Classification): Promise<void> {
  const { table, labels, paths, onPicture } = classification;
  const { matcher, step, signal } = matching;
  const vectors = await step(() => matcher.embedTexts(labels, signal));
  const byLabel = vectors.map((vector) => table.cosines(vector));
  const indices = new Map(table.paths.map((path, index) => [path, index]));
  const cosinesOf = (path: string) => byLabel.map((cosines) => cosines[indices.get(path)!]!);
  if (!hasItm(matcher)) {
    for (const path of paths) await onPicture(path, { path, ...bestLabel(cosinesOf(path), null) });
    return;
  }
  for await (const { item: path, read } of readAhead(paths, READ_AHEAD, matching.read)) {
    signal.throwIfAborted();
    const cosines = cosinesOf(path);
    const likely = labelsToCheck(cosines);
    const texts = likely.map((label) => labels[label]!);
    const found = await probabilitiesOf(matching, read, texts);
    const checked = found && likely.map((label, index) => ({ label, probability: found[index]! }));
    await onPicture(path, checked && { path, ...bestLabel(cosines, checked) });
  }
}
