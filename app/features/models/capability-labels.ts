import type { Capability } from '../../../core/protocol';
import type { Messages } from '../../i18n/messages';

/** What a model can do, as the beginning of a sentence. */
export function capabilityLabels({ models }: Messages, capabilities: readonly Capability[]): string {
  const shown = capabilities.includes('match')
    ? capabilities.filter((one) => one !== 'contrast')
    : capabilities;
  return models.capabilities({ capabilities: shown });
}

/** Whether the page has a use for it. */
export function isUsable(capabilities: readonly Capability[]): boolean {
  return capabilities.includes('caption') || capabilities.includes('match');
}
