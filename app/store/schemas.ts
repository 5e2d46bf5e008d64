/** Schemas that several slices use for what was stored: an earlier or newer version, or a fault, may have written it. */
import * as v from 'valibot';
import type { Region } from '../../core/protocol';

type Schema<T> = v.GenericSchema<unknown, T>;

/** Letters of an id or of a bundle's key, and more. */
const MAX_ID_LENGTH = 1000;

/** Records have ids as keys: one that every object has, such as `constructor`, would be found in each of them. */
export const id = v.pipe(
  v.string(),
  v.maxLength(MAX_ID_LENGTH),
  v.check((text) => !(text in Object.prototype)),
);
export const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
export const region: Schema<Region> = v.object({ left: share, top: share, width: share, height: share });

/** An array without the entries that are not valid. */
export function arrayOf<T>(entry: Schema<T>): Schema<T[]> {
  return v.pipe(
    v.array(v.unknown()),
    v.transform((entries) => entries.flatMap((value) => validOf(entry, value))),
  );
}

/** The value in an array, which is empty if the value is not valid. */
export function validOf<T>(schema: Schema<T>, value: unknown): T[] {
  const result = v.safeParse(schema, value);
  return result.success ? [result.output] : [];
}
