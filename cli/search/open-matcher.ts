import { createMatcher, type Matcher } from '../../workers/engine/index.ts';
import { CliError } from '../errors.ts';
import { openModel } from '../model.ts';
import type { ModelFlags } from '../options.ts';

/**
 * Opens and loads the matcher. The caller disposes it.
 * @throws {CliError | BundleError} for a folder that is no bundle, or one without a contrast head.
 */
export async function openMatcher(flags: ModelFlags, signal: AbortSignal): Promise<Matcher> {
  const model = await openModel(flags, signal);
  const { capabilities, source } = model.bundle.manifest;
  if (!capabilities.includes('contrast')) throw noContrast(source.id);
  return createMatcher(model);
}

function noContrast(id: string): CliError {
  return new CliError(
    `${id} has no contrast head (ITC), without which pictures have no vectors, and to match each of them would take too long. Name a matcher that has one with --model, for example an export of Salesforce/blip-itm-base-coco.`,
  );
}
