import type { Capability } from '../../../core/protocol';
import type { Messages } from '../../i18n/messages';

/** What a model can do, as the beginning of a sentence. */
export function capabilityLabels({ models }: Messages, capabilities: readonly Capability[]): string {
  return models.capabilities({ capabilities: shownCapabilities(capabilities) });
}

/** A matcher that also compares pictures and texts is a matcher to a person. */
export function shownCapabilities(capabilities: readonly Capability[]): readonly Capability[] {
  return capabilities.includes('match') ? capabilities.filter((one) => one !== 'contrast') : capabilities;
}

/** What the page could use and a model cannot do. */
export function missingCapabilities(capabilities: readonly Capability[]): readonly Capability[] {
  return USED.filter((one) => !capabilities.includes(one));
}

const USED = ['caption', 'match', 'answer'] as const satisfies Capability[];

/** Whether the page has a use for it. */
export function isUsable(capabilities: readonly Capability[]): boolean {
  return USED.some((one) => capabilities.includes(one));
}
