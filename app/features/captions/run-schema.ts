/** What a stored run must be. What the page can do without falls back; the words and their maps must be complete. */
import * as v from 'valibot';
import { ERROR_CODES, type WireError } from '../../../core/protocol/errors';
import { type CaptionSettings, DEFAULT_SETTINGS, SETTING_KEYS } from '../../../core/settings';
import { permittedSchema, settingEntries } from '../../../core/settings/schema';
import { arrayOf, id, region, share } from '../../store/schemas';
import type { PinnedCaption, Run, ShownCaption } from './run';

const finite = v.pipe(v.number(), v.finite());
const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const grid = v.tuple([positive, positive]);

/** An error that another version stored may have another code. */
const error: v.GenericSchema<unknown, WireError> = v.looseObject({
  code: v.fallback(v.picklist(ERROR_CODES), 'unknown'),
  message: v.string(),
  setting: v.fallback(v.optional(v.object({ field: v.string(), permitted: permittedSchema })), undefined),
});

const given = v.fallback(v.optional(v.string()), undefined);

const captionEntries = {
  given,
  tokens: v.array(
    v.looseObject({ id: v.number(), text: v.string(), logProb: v.number(), special: v.boolean() }),
  ),
  maps: v.array(v.instance(Float32Array<ArrayBufferLike>)),
  edited: v.fallback(v.nullable(v.string()), null),
  match: v.fallback(v.nullable(v.object({ probability: share, cosine: v.nullable(v.number()) })), null),
  pinned: v.fallback(v.boolean(), false),
};

const caption: v.GenericSchema<unknown, ShownCaption> = v.looseObject(captionEntries);

const pinnedCaption: v.GenericSchema<unknown, PinnedCaption> = v.pipe(
  v.looseObject({
    ...captionEntries,
    grid,
    origin: v.fallback(v.nullable(v.object({ model: v.string(), prompt: v.string() })), null),
    typed: v.fallback(v.boolean(), false),
    masked: v.array(region),
  }),
  v.check((pinned) => fits(pinned, pinned.grid)),
);

/** Each setting that is not valid falls back to its default. */
const settings = v.looseObject(
  Object.fromEntries(
    SETTING_KEYS.map((key) => [key, v.fallback(settingEntries([key])[key], DEFAULT_SETTINGS[key])]),
  ),
) as unknown as v.GenericSchema<unknown, CaptionSettings>;

const times = v.object({
  image: finite,
  encode: finite,
  firstToken: finite,
  decode: finite,
  total: finite,
  match: v.optional(v.nullable(finite)),
});

export const runSchema: v.GenericSchema<unknown, Run> = v.pipe(
  v.looseObject({
    id,
    pictureId: id,
    status: v.picklist(['done', 'cancelled', 'failed']),
    settings: v.fallback(settings, DEFAULT_SETTINGS),
    given,
    masked: v.array(region),
    unmaskedRun: v.fallback(v.nullable(v.lazy(() => runSchema)), null),
    restarted: v.fallback(v.boolean(), false),
    captions: v.array(caption),
    pinned: v.fallback(arrayOf(pinnedCaption), []),
    newest: v.fallback(v.nullable(v.pipe(v.number(), v.safeInteger())), null),
    error: v.fallback(v.nullable(error), null),
    matchError: v.fallback(v.nullable(error), null),
    ms: v.fallback(v.nullable(times), null),
    model: v.nullable(v.looseObject({ id: v.string(), grid })),
    matcher: v.fallback(v.nullable(v.string()), null),
  }),
  v.check(({ captions, model }) => !model || captions.every((one) => fits(one, model.grid))),
);

/** Whether each map has a value for each patch. */
function fits({ maps }: Pick<ShownCaption, 'maps'>, [rows, columns]: readonly [number, number]): boolean {
  return maps.every(({ length }) => length === rows * columns);
}
