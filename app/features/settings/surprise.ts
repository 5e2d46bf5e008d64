import { type CaptionSettings, DEFAULT_SETTINGS } from '../../../core/settings';

/** The settings behind "plain … surprising". */
export type Surprise = Pick<CaptionSettings, 'topP' | 'temperature'>;

/** The middle of the slider is LAVIS's default; towards its ends both numbers move together. */
const PLAIN: Surprise = { topP: 0.5, temperature: 0.5 };
const MIDDLE: Surprise = DEFAULT_SETTINGS;
const SURPRISING: Surprise = { topP: 1, temperature: 1.5 };

/** @param level 0 is plain, 50 the middle, 100 surprising. */
export function surpriseAt(level: number): Surprise {
  const [from, to, share] =
    level < 50 ? [PLAIN, MIDDLE, level / 50] : [MIDDLE, SURPRISING, (level - 50) / 50];
  const between = (a: number, b: number) => Number((a + (b - a) * share).toFixed(3));
  return { topP: between(from.topP, to.topP), temperature: between(from.temperature, to.temperature) };
}

/** The slider's position for a temperature, 0…100. */
export function surpriseLevel({ temperature }: Surprise): number {
  const level = (temperature - PLAIN.temperature) * 100;
  return Math.round(Math.min(100, Math.max(0, level)));
}

/** Whether the slider gives these numbers; they may be set separately under Advanced. */
export function isOnSlider(surprise: Surprise): boolean {
  const { topP, temperature } = surpriseAt(surpriseLevel(surprise));
  return Math.abs(topP - surprise.topP) < 0.006 && Math.abs(temperature - surprise.temperature) < 0.006;
}

const NAMES = ['very-plain', 'plain', 'balanced', 'lively', 'surprising'] as const;

/** The level as the catalogue names it; `custom` where the slider does not give these numbers. */
export function surpriseName(surprise: Surprise): (typeof NAMES)[number] | 'custom' {
  if (!isOnSlider(surprise)) return 'custom';
  return NAMES[Math.round(surpriseLevel(surprise) / 25)] ?? 'custom';
}
