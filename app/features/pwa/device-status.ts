import type { OfflineCache } from '../../../core/protocol';
import type { Messages } from '../../i18n/messages';

/** What the page knows of its work without a network. */
export interface DeviceFacts {
  online: boolean;
  /** The page itself is stored. */
  shell: boolean;
  hasModel: boolean;
  cache: OfflineCache | null;
}

/** Its words, and a sentence for who wants to know more, are in the catalogue. */
export type DeviceStatusName = keyof Messages['pwa']['status'];

/** How much of the app works without a network; no more is said than is stored. */
export function deviceStatus(facts: DeviceFacts): DeviceStatusName {
  return facts.online ? whileOnline(facts) : whileOffline(facts);
}

function whileOffline({ shell, hasModel, cache }: DeviceFacts): DeviceStatusName {
  if (!shell || !hasModel) return 'offline';
  return cache?.running === 'cached' && cache.cpu === 'cached' ? 'offline-ready' : 'offline-partly';
}

function whileOnline({ shell, cache }: DeviceFacts): DeviceStatusName {
  if (!shell || !cache) return 'online';
  const { running, cpu } = cache;
  if (running === 'full') return 'online-full';
  if (running === 'missing') return 'online-missing';
  if (cpu === 'cached') return 'online-ready';
  return cpu === 'full' ? 'online-cpu-full' : 'online-gpu-only';
}
