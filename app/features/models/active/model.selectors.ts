/** What runs the model and why, and how far loading is. Pure. */
import type { State } from '../../../store/app-state';
import { benchmarkOf } from '../device/benchmark';
import { backendText } from '../device/benchmark-text';
import type { BackendChoice, TimedProgress } from './model.slice';

/** The backend that was chosen: by the address, else by the setting. */
export function chosenBackend({ model }: Pick<State, 'model'>): BackendChoice {
  return model.backendOverride ?? model.backendChoice;
}

/** Why the model runs where it does, in words; null where that was chosen, or is not known yet. */
export function backendReason({ model, benchmark }: Pick<State, 'model' | 'benchmark'>): string | null {
  const { loaded, choice } = model;
  if (!loaded || loaded.fallbackReason) return loaded?.fallbackReason ?? null;
  if (chosenBackend({ model }) !== 'auto' || choice.kind !== 'demo') return null;
  const seconds = benchmarkOf(benchmark.devices, loaded.slowGpu ?? loaded.device)?.captionSeconds;
  return seconds ? backendText(seconds, loaded.backend) : null;
}

/** Seconds until the download is complete, at its speed so far; null while that cannot be estimated. */
export function secondsLeft({ phase, loadedBytes, totalBytes, since, now }: TimedProgress): number | null {
  const seconds = (now - since) / 1000;
  if (phase === 'warm-up' || seconds < 0.5 || loadedBytes <= 0 || totalBytes <= 0) return null;
  return ((totalBytes - loadedBytes) / loadedBytes) * seconds;
}
