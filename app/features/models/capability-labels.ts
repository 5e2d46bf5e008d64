import type { Capability } from '../../../core/protocol';

const ABILITIES: Readonly<Record<Capability, string>> = {
  caption: 'writes captions',
  match: 'checks how well captions fit',
  contrast: 'compares pictures and texts',
  answer: 'answers questions',
};

/** What a model can do, as part of a sentence. */
export function capabilityLabels(capabilities: readonly Capability[]): string {
  const shown = capabilities.includes('match')
    ? capabilities.filter((one) => one !== 'contrast')
    : capabilities;
  const text = shown.map((one) => ABILITIES[one]).join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Whether the page has a use for it. */
export function isUsable(capabilities: readonly Capability[]): boolean {
  return capabilities.includes('caption') || capabilities.includes('match');
}
