import type { KeptOffline } from '../../../core/protocol';

/** What the page knows of its work without a network. */
export interface DeviceFacts {
  online: boolean;
  /** The page itself is stored. */
  shell: boolean;
  hasModel: boolean;
  kept: KeptOffline | null;
}

/** In a few words, and a sentence for who wants to know more. */
export interface DeviceStatusText {
  text: string;
  more: string;
}

/** How much of the app works without a network; no more is said than is stored. */
export function deviceStatus(facts: DeviceFacts): DeviceStatusText {
  return facts.online ? whileOnline(facts) : whileOffline(facts);
}

const NO_ROOM = 'The storage of this browser is full.';

function whileOffline({ shell, hasModel, kept }: DeviceFacts): DeviceStatusText {
  if (!shell || !hasModel) return { text: 'Offline', more: '' };
  if (kept?.running === 'kept' && kept.cpu === 'kept') return { text: 'Offline, everything works', more: '' };
  return { text: 'Offline', more: 'What is loaded works. Something else may have to wait for a network.' };
}

function whileOnline({ shell, kept }: DeviceFacts): DeviceStatusText {
  if (!shell || !kept) return { text: 'On this device', more: '' };
  const { running, cpu } = kept;
  if (running === 'full') {
    return { text: 'Storage full: needs the network', more: `${NO_ROOM} Delete pictures or models.` };
  }
  if (running === 'missing') {
    return {
      text: 'On this device, offline ready after first use',
      more: 'What you have used once works without a network too.',
    };
  }
  if (cpu === 'kept') return { text: 'On this device, offline ready', more: '' };
  return {
    text: 'On this device, offline ready as it runs now',
    more: `Running the demo model on the CPU needs the network once.${cpu === 'full' ? ` ${NO_ROOM}` : ''}`,
  };
}
