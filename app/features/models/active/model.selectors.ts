/** What runs the model and why, and how far loading is. Pure. */

import type { Fallback } from '../../../../core/fallbacks';
import { errorText, type Messages } from '../../../i18n/messages';
import type { State } from '../../../store/app-state';
import { benchmarkOf } from '../device/benchmark';
import { backendText } from '../device/benchmark-text';
import type { BackendChoice, ModelNotice, TimedProgress } from './model.slice';

/** The backend that was chosen: by the address, else by the setting. */
export function chosenBackend({ model }: Pick<State, 'model'>): BackendChoice {
  return model.backendOverride ?? model.backendChoice;
}

/** Why the model runs where it does, in words; null where that was chosen, or is not known yet. */
export function backendReason({
  model,
  benchmark,
  language,
}: Pick<State, 'model' | 'benchmark' | 'language'>): string | null {
  const { loaded, choice } = model;
  if (!loaded) return null;
  if (loaded.fallbacks.length > 0) return fallbackText(language.messages, loaded.fallbacks);
  if (chosenBackend({ model }) !== 'auto' || choice.kind !== 'demo') return null;
  const seconds = benchmarkOf(benchmark.devices, loaded.slowGpu ?? loaded.device)?.captionSeconds;
  return seconds ? backendText(language.messages, seconds, loaded.backend) : null;
}

/** Seconds until the download is complete, at its speed so far; null while that cannot be estimated. */
export function secondsLeft({ phase, loadedBytes, totalBytes, since, now }: TimedProgress): number | null {
  const seconds = (now - since) / 1000;
  if (phase === 'warm-up' || seconds < 0.5 || loadedBytes <= 0 || totalBytes <= 0) return null;
  return ((totalBytes - loadedBytes) / loadedBytes) * seconds;
}

export function fallbackText({ models }: Messages, fallbacks: readonly Fallback[]): string {
  return fallbacks.map((each) => models.fallbacks[each]).join(' ');
}

/** Why another model runs than the one that was chosen, or elsewhere. */
export function noticeText(messages: Messages, notice: ModelNotice): string {
  const { notices } = messages.models;
  return notice.kind === 'model-before'
    ? notices['model-before']({ error: errorText(messages, notice.error) })
    : notices[notice.kind];
}
