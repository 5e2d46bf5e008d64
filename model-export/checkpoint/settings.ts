/**
 * Settings files are read strictly, like weights: of each key a table says what becomes of it, and a key that no table
 * has is refused by name. A setting that is dropped without a word makes wrong captions.
 */
import { CheckpointError, excerpt, formatValue } from './errors.ts';

export type Json = Record<string, unknown>;

/**
 * 'read': the reader of the file honours it. 'no effect': nothing that Blipscope computes depends on it. `only`: the
 * values, `transformers`' default among them, that mean what Blipscope does anyway.
 */
export type Rule = 'read' | 'no effect' | { readonly only: readonly unknown[] };

export type SettingsTable = Readonly<Record<string, Rule>>;

export function only(...values: unknown[]): Rule {
  return { only: values };
}

/** A table in which all `keys` have one rule. */
export function each(rule: Rule, keys: string): SettingsTable {
  return Object.fromEntries(keys.split(/\s+/).map((key) => [key, rule]));
}

/**
 * Checks every key of `settings`. `where` names the file, and the section in it. A key that is null is absent.
 * @throws {CheckpointError} ('unsupported-model') naming the key
 */
export function requireKnownSettings(where: string, settings: Json, table: SettingsTable): void {
  for (const [key, value] of Object.entries(settings)) {
    if (value === null) continue;
    const rule = Object.hasOwn(table, key) ? table[key] : undefined;
    if (rule === undefined) throw unknownSetting(where, key, value);
    if (typeof rule === 'object' && !rule.only.some((allowed) => isSame(allowed, value))) {
      throw unsupportedSetting(
        where,
        key,
        value,
        `only ${rule.only.map(formatValue).join(' or ')} is supported`,
      );
    }
  }
}

function unknownSetting(where: string, key: string, value: unknown): CheckpointError {
  return new CheckpointError(
    'unsupported-model',
    `${where} has the setting "${excerpt(key)}" (${formatValue(value)}), which Blipscope does not know. If the model works the same without it, delete it from the file.`,
  );
}

/** `why` is a clause without a full stop. */
export function unsupportedSetting(where: string, key: string, value: unknown, why: string): CheckpointError {
  return new CheckpointError('unsupported-model', `${where}: ${key} is ${formatValue(value)}; ${why}.`);
}

/** Lists and objects are compared only if they are empty: no table has others. */
function isSame(allowed: unknown, value: unknown): boolean {
  if (typeof allowed !== 'object' || typeof value !== 'object') return allowed === value;
  if (allowed === null || value === null || Array.isArray(allowed) !== Array.isArray(value)) return false;
  return Object.keys(allowed).length === 0 && Object.keys(value).length === 0;
}

/** Levels of lists and objects, many more than any settings have. What goes through them recurses. */
const MAX_DEPTH = 50;

/** @throws {CheckpointError} ('damaged-file') */
export function parseJsonObject(json: string, file: string): Json {
  const value = tryParse(json);
  if (!isObject(value)) throw new CheckpointError('damaged-file', `${file} is not a JSON object.`);
  if (isDeeper(value, MAX_DEPTH)) {
    throw new CheckpointError(
      'damaged-file',
      `${file} has lists or objects more than ${MAX_DEPTH} levels deep. Put the model's own file there.`,
    );
  }
  return value;
}

function tryParse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
