import type { StorageState, Unstored } from '../features/pwa/device.slice';
import type { App, AppStore } from './app-state';

/**
 * Says in the device slice what could not be stored. A database that is full has its own message.
 * @param failed reasons by the names of `partsOf`.
 */
export function reportFailures({ getState }: AppStore, failed: ReadonlyMap<string, unknown>): void {
  const { storage, setStorage, setUnstored, unreadable } = getState().device;
  setUnstored(unstoredOf(getState(), [...failed.keys()]));
  const isFull = [...failed.values()].some(isQuotaError);
  const otherwise: StorageState = unreadable.length > 0 ? 'unreadable' : 'fine';
  const now = isFull ? 'full' : failed.size > 0 ? 'partly' : otherwise;
  if (now !== 'fine' || storage !== 'nearly-full') setStorage(now);
}

function isQuotaError(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}

function unstoredOf({ pictures }: App, parts: readonly string[]): Unstored[] {
  const nameOf = (id: string) => pictures.items.find((picture) => picture.id === id)?.name ?? '';
  const unstored = parts.map((part): Unstored => {
    const [, kind, id = ''] = /^(\w+) (.*)$/s.exec(part) ?? [];
    if (kind === 'picture') return { kind, name: nameOf(id) };
    return kind === 'run' ? { kind: 'captions', name: nameOf(id) } : { kind: 'settings' };
  });
  const hasSettings = unstored.some(({ kind }) => kind === 'settings');
  const others = unstored.filter(({ kind }) => kind !== 'settings');
  return hasSettings ? [...others, { kind: 'settings' }] : others;
}
