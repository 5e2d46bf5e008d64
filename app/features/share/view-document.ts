/** A saved view as data: everything that restores it except the picture, which stays on the device. */
import * as v from 'valibot';
import { SETTING_KEYS } from '../../../core/settings';
import { settingEntries } from '../../../core/settings/schema';
import type { Messages } from '../../i18n/messages';
import { region, share } from '../../store/schemas';
import { HEATMAP_PERSISTED } from '../heatmap/heatmap.slice';
import { textFromAddress, textToAddress } from './base64';
import { VIEW_FRAGMENT } from './fragment';
import { ShareError } from './reasons';
import { fromVersion1 } from './view-version-1';

export const VIEW_FORMAT = 'blipscope-view';
export const VIEW_VERSION = 2;

/** In characters; some mail programs cut longer links. */
const MAX_LINK_LENGTH = 8000;
/** In characters. A view takes about a thousand, and an answer that was listed about a hundred. */
export const MAX_VIEW_LENGTH = 2_000_000;
/** More than anyone lists. */
const MAX_ANSWERS = 10_000;

/** Why a view cannot be opened; the catalogue has the texts. */
export type ViewRefusal = keyof Messages['share']['refusals'];

export class ViewError extends Error {
  constructor(readonly reason: ViewRefusal) {
    super(reason);
  }
}

const integer = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest));
/** More than any model has; rejects forged files. */
const index = integer(0, 1000);
const layer = v.nullable(v.union([index, v.literal('sum')]));

const { visible, mode, scale, palette, opacity, method } = HEATMAP_PERSISTED;

const look = v.object({
  visible,
  mode,
  scale,
  palette,
  opacity,
  method,
  // Views of earlier versions have none of answers.
  gradCamLayers: v.object({ caption: layer, itm: layer, answer: v.optional(layer, null) }),
  layer: v.nullable(index),
  head: v.nullable(index),
  sentenceLevel: v.boolean(),
  comparison: v.picklist(['nothing', 'picture', 'other']),
});

const caption = v.object({
  text: text(5000),
  /** The words of the prompt at its beginning; views of earlier versions have none, and none in `text`. */
  given: v.optional(text(5000), ''),
  edited: v.nullable(text(5000)),
  /** The captioner writes it again with these settings. Otherwise it is added as a typed sentence. */
  bySeed: v.boolean(),
  /** The pinned word, and the one that it is compared with, counted from 0 after the words given. */
  word: v.nullable(index),
  compared: v.nullable(index),
});

/** A question whose answer is selected. */
const answered = v.object({
  text: text(5000),
  listed: v.nullable(v.pipe(v.array(text(5000)), v.maxLength(MAX_ANSWERS))),
  answers: v.pipe(
    v.array(
      v.object({
        text: text(5000),
        tokenIds: v.pipe(v.array(integer(0, 10_000_000)), v.maxLength(1000)),
        probability: share,
      }),
    ),
    v.minLength(1),
    v.maxLength(MAX_ANSWERS),
  ),
  model: text(500),
  /** Which answer, and which word of the question, counted from 0; null for the answer itself. */
  answer: integer(0, MAX_ANSWERS),
  word: v.nullable(index),
});

const viewSchema = v.object({
  format: v.literal(VIEW_FORMAT),
  version: v.literal(VIEW_VERSION),
  picture: v.object({
    name: text(1000),
    bytes: integer(0, Number.MAX_SAFE_INTEGER),
    sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  }),
  /** The id of the model that wrote the caption; null without one. */
  model: v.nullable(text(500)),
  settings: v.object(settingEntries(SETTING_KEYS)),
  look,
  /** Parts of the picture that the model did not see. */
  masked: v.optional(v.pipe(v.array(region), v.maxLength(100)), []),
  caption: v.nullable(caption),
  /** Views of earlier versions have none. */
  answered: v.optional(v.nullable(answered), null),
});

export type SavedView = v.InferOutput<typeof viewSchema>;

/** @throws {ViewError} for what is no view, is damaged, or was made by a newer Blipscope. */
export function parseView(json: string, what: 'link' | 'file'): SavedView {
  const value = json.length <= MAX_VIEW_LENGTH ? parsed(json) : null;
  const head = v.safeParse(HEAD, value);
  if (!head.success) throw new ViewError(what === 'link' ? 'damaged-link' : 'not-a-view');
  if (head.output.version > VIEW_VERSION) {
    throw new ViewError(`newer-${what}`);
  }
  const view = v.safeParse(viewSchema, head.output.version === 1 ? fromVersion1(value) : value);
  if (!view.success) throw new ViewError(`damaged-${what}`);
  return view.output;
}

const HEAD = v.object({ format: v.literal(VIEW_FORMAT), version: v.number() });

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** @param page the app's address. @throws {ShareError} when the view is too long for a link. */
export function linkTo(page: string, view: SavedView): string {
  const link = page + VIEW_FRAGMENT + textToAddress(JSON.stringify(view));
  if (link.length > MAX_LINK_LENGTH) {
    throw new ShareError('link-too-long');
  }
  return link;
}

/** The view in an address's fragment. @throws {ViewError} as `parseView` does. */
export function viewInLink(fragment: string): SavedView {
  if (fragment.length > MAX_LINK_LENGTH) throw new ViewError('damaged-link');
  let json: string;
  try {
    json = textFromAddress(fragment.slice(VIEW_FRAGMENT.length));
  } catch {
    throw new ViewError('damaged-link');
  }
  return parseView(json, 'link');
}
