/** Saved views of version 1 had other words for the same things. */

const VIEW_KEYS = { hidden: 'masked' };
const LOOK_KEYS = {
  heat: 'visible',
  view: 'mode',
  camLayers: 'gradCamLayers',
  whole: 'sentenceLevel',
  beside: 'comparison',
};
const CAPTION_KEYS = { other: 'compared' };

/** The view as version 2 has it, unchecked. */
export function fromVersion1(view: unknown): unknown {
  const { look, caption, ...others } = rename(view, VIEW_KEYS);
  return {
    ...others,
    version: 2,
    look: rename(look, LOOK_KEYS),
    caption: caption && rename(caption, CAPTION_KEYS),
  };
}

function rename(value: unknown, names: Readonly<Record<string, string>>): Record<string, unknown> {
  const entries = Object.entries(value ?? {});
  return Object.fromEntries(entries.map(([key, one]) => [names[key] ?? key, one]));
}
