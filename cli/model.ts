/** From a bundle's folder to a loaded model. */
import { BundleError } from '../core/manifest/manifest.ts';
import type { CaptionSettings } from '../core/settings/index.ts';
import { type Bundle, checkSettings, type EngineOptions, SettingsError } from '../workers/engine/index.ts';
import { createTokenizer } from '../workers/text/index.ts';
import { openBundle } from './bundle.ts';
import { demoModel } from './demo.ts';
import type { Device } from './device/devices.ts';
import { CliError } from './errors.ts';
import { type CaptionFlags, captionSettings, flagOf, type ModelFlags } from './options.ts';
import { nodeRuntime, type RuntimeOptions } from './runtime.ts';

export type OpenedModel = EngineOptions & {
  /** What computes it; `backend` is how the engine moves its tensors. */
  runsOn: Device;
};

/** What is used of a bundle that can do several things; `answererBundle` is one. */
type BundlePart = (bundle: Bundle) => Bundle;

const whole: BundlePart = (bundle) => bundle;

/**
 * Opens a bundle and checks the device, so that settings can be checked before its graphs are loaded.
 * @throws {CliError | BundleError}
 */
export async function openModel(
  { model, threads, device = 'cpu' }: ModelFlags,
  signal: AbortSignal,
  part = whole,
): Promise<OpenedModel> {
  const folder = model ?? (await demoModel(signal));
  if (device === 'cpu') return openWith({ model: folder, threads, device }, signal, part);
  // A folder that is no bundle is reported first. The check's code is loaded only for devices.
  await openBundle(folder);
  const { chooseDevice } = await import('./device/choose.ts');
  const chosen = await chooseDevice(device, { model: folder, signal });
  return openWith({ model: folder, threads, device: chosen }, signal, part);
}

/**
 * Opens a bundle for a device that is not checked.
 * @throws {CliError | BundleError}
 */
export async function openWith(
  { model, ...runtime }: RuntimeOptions & { model: string },
  signal: AbortSignal,
  part = whole,
): Promise<OpenedModel> {
  const bundle = part(await openBundle(model));
  const { text } = bundle.manifest;
  const json = new TextDecoder().decode(await bundle.read(text.tokenizer));
  const tokenizer = createTokenizer(parseJson(json, text.tokenizer), text);
  const runsOn = runtime.device;
  return { runtime: nodeRuntime(runtime), bundle, tokenizer, backend: 'cpu', signal, runsOn };
}

/** Loads the graphs, runs `work`, and releases them. */
export async function withModel<Loaded extends { dispose(): Promise<void> }>(
  create: (options: OpenedModel) => Promise<Loaded>,
  model: OpenedModel,
  work: (loaded: Loaded) => Promise<void>,
): Promise<void> {
  const loaded = await create(model);
  try {
    await work(loaded);
  } finally {
    await loaded.dispose();
  }
}

/**
 * Checks settings before the graphs are loaded, so that a wrong number is reported at once.
 * @throws {CliError}
 */
export function checkedSettings(flags: CaptionFlags, { bundle, tokenizer }: EngineOptions): CaptionSettings {
  const settings = captionSettings(flags, bundle.manifest);
  const START_TOKEN = 1;
  try {
    return checkSettings(settings, bundle.manifest, START_TOKEN + tokenizer.encode(settings.prompt).length);
  } catch (error) {
    throw settingsMessage(error);
  }
}

/** Renames settings to the command line's flags. A text that is too long is not repeated. */
export function settingsMessage(error: unknown): unknown {
  if (!(error instanceof SettingsError)) return error;
  const { field, value, permittedInWords: permitted } = error;
  if (field === 'text') return new CliError(`The text must be ${permitted}.`);
  if (typeof value === 'string') return new CliError(`${flagOf(field)} must be ${permitted}.`);
  return new CliError(`${flagOf(field)} is ${value}; it must be ${permitted}.`);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BundleError('model-corrupt', `${file} is not JSON. Export the model again.`);
  }
}
