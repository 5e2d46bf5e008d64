/** `blipscope classify INPUT… --labels a,b,c`: sorts pictures into labels. */
import type { LabelledPicture } from '../../core/protocol/index.ts';
import { classifyPictures, hasItm } from '../../workers/search/index.ts';
import { listInputs } from '../capfilt/inputs/inputs.ts';
import { CliError } from '../errors.ts';
import { longest, print, printJson, printNotice } from '../output.ts';
import { INTERRUPTED } from './embedding.ts';
import type { ClassifyFlags } from './flags.ts';
import { openMatcher } from './open-matcher.ts';
import { CountLine } from './progress.ts';
import { matchingOf } from './search-command.ts';
import { vectorTable } from './vectors.ts';

const NONE = 'none of them';

/** @throws {CliError} for arguments that make no sense, and when it is interrupted. */
export async function classifyCommand(
  inputs: readonly string[],
  flags: ClassifyFlags,
  signal: AbortSignal,
): Promise<void> {
  const labels = checkedLabels(flags.labels);
  const listing = await listInputs(inputs, { kind: 'none' }, signal);
  const matcher = await openMatcher(flags, signal);
  try {
    const table = await vectorTable({ inputs, listing, matcher, journal: flags.journal, signal });
    if (!hasItm(matcher)) printNotice('The model has no ITM: each picture gets the most similar label.');
    const progress = new CountLine('sorted', table.paths.length);
    const show = flags.json ? showJson : showText;
    try {
      await classifyPictures(matchingOf({ listing, matcher, signal }), {
        table,
        labels,
        paths: table.paths,
        onPicture: (_path, found) => {
          progress.end();
          if (found) show(found, labels);
          progress.add(found === null);
        },
      });
    } finally {
      progress.end();
    }
  } catch (error) {
    if (error !== signal.reason) throw error;
    throw new CliError('Interrupted. Pictures that are not listed were not sorted.', {
      exitCode: INTERRUPTED,
    });
  } finally {
    await matcher.dispose();
    await listing.close();
  }
}

/** @throws {CliError} */
function checkedLabels(labels: readonly string[]): string[] {
  if (labels.includes(''))
    throw new CliError('--labels has an empty label. Give words with commas between them.');
  return [...new Set(labels)];
}

function showJson({ path, label, probability, cosine }: LabelledPicture, labels: readonly string[]): void {
  printJson({ path, label: label === null ? null : labels[label], probability, cosine });
}

function showText({ path, label, probability }: LabelledPicture, labels: readonly string[]): void {
  const name = label === null ? NONE : labels[label]!;
  const match = probability === null ? '' : `${(100 * probability).toFixed(1).padStart(5)}%  `;
  print(`${name.padEnd(longest([...labels, NONE]))}  ${match}${path}`);
}
