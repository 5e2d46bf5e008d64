/** What every field of `blipscope.json` must be: bundles also come from files that people hand around. */
import * as v from 'valibot';
import { CAPABILITIES, DTYPES, TARGETS } from '../dtypes.ts';
import { GENERATION_KEYS } from '../settings/index.ts';
import { settingEntries } from '../settings/schema.ts';
import { ACTIVATIONS, BUNDLE_FORMAT, type BundleManifest, RESAMPLE_FILTERS } from './manifest.ts';

/**
 * A whole number from 1 to `largest`, far beyond any BLIP: memory is reserved by these numbers before a graph is read.
 */
const count = (largest: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(largest));
const pixels = count(4096);
const positions = count(65_536);
const idNumber = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const text = v.pipe(v.string(), v.maxLength(500));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
/** A name, not a path: it cannot lead out of the bundle's folder. */
const fileName = v.pipe(v.string(), v.regex(/^[\w-][\w.-]{0,99}$/));
const rgb = <Item extends v.GenericSchema<number>>(item: Item) => v.pipe(v.array(item), v.length(3));

const tower = {
  hiddenSize: count(65_536),
  layers: count(512),
  heads: count(4096),
  intermediateSize: count(1_048_576),
  layerNormEps: positive,
  activation: v.optional(v.picklist(ACTIVATIONS)),
};

const textTower = v.looseObject({ ...tower, vocabSize: count(16_777_216), maxPositions: positions });

const textInput = v.looseObject({
  tokenizer: fileName,
  bosId: idNumber,
  encId: idNumber,
  eosId: idNumber,
  padId: idNumber,
  maxPositions: positions,
});

const graphFiles = v.looseObject({ file: fileName, data: v.array(fileName), bytes: idNumber, sha256 });

const graphs = {
  graphs: v.record(v.string(), graphFiles),
  fp32Fallback: v.optional(v.record(v.string(), graphFiles)),
};

/** Additional fields are permitted: a later Blipscope may add some without a new version. */
export const manifestSchema: v.GenericSchema<unknown, BundleManifest> = v.looseObject({
  format: v.literal(BUNDLE_FORMAT),
  version: v.literal(1),
  source: v.looseObject({ id: text, revision: v.nullable(text), sha256 }),
  target: v.picklist(TARGETS),
  dtype: v.picklist(DTYPES),
  architecture: v.looseObject({
    model: text,
    vision: v.looseObject({ ...tower, imageSize: pixels, patchSize: pixels }),
    text: textTower,
  }),
  image: v.looseObject({
    size: pixels,
    patchSize: pixels,
    mean: rgb(v.number()),
    std: rgb(positive),
    resample: v.optional(v.picklist(RESAMPLE_FILTERS)),
  }),
  text: textInput,
  generation: v.looseObject(settingEntries(GENERATION_KEYS)),
  capabilities: v.pipe(v.array(v.picklist(CAPABILITIES)), v.minLength(1)),
  ...graphs,
  answerer: v.optional(
    v.looseObject({
      architecture: v.looseObject({ model: text, text: textTower }),
      text: textInput,
      ...graphs,
    }),
  ),
  files: v.record(fileName, v.looseObject({ bytes: idNumber, sha256 })),
});
