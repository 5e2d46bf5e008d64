/** Reads `tokenizer.json`, or builds it from BERT's `vocab.txt` as `BertTokenizerFast` does. */
import { CheckpointError } from './errors.ts';
import { isObject, type Json, parseJsonObject, requireKnownSettings } from './settings.ts';
import { JSON_KEYS, JSON_PARTS } from './tokenizer-keys.ts';

export interface AddedToken {
  id: number;
  content: string;
  single_word: boolean;
  lstrip: boolean;
  rstrip: boolean;
  normalized: boolean;
  special: boolean;
}

export interface TokenizerJson extends Json {
  added_tokens: AddedToken[];
  normalizer: Json;
  model: { vocab: Record<string, number> };
}

const FILE = 'tokenizer.json';

/**
 * @throws {CheckpointError} ('unsupported-model') for a tokenizer that is not BERT's; ('damaged-file')
 */
export function parseTokenizerJson(text: string): TokenizerJson {
  const json = parseJsonObject(text, FILE);
  requireKnownSettings(FILE, json, JSON_KEYS);
  for (const [part, table] of Object.entries(JSON_PARTS)) {
    const value = json[part];
    if (!isObject(value) || value.type == null) throw notBert(`it has no ${part}`);
    requireKnownSettings(`${FILE}: ${part}`, value, table);
  }
  const { added_tokens: added = [], model } = json;
  if (!isVocab(model)) throw damaged('its vocabulary does not number its tokens');
  if (!Array.isArray(added) || !added.every(isAddedToken)) throw damaged('its added_tokens are not tokens');
  return json as TokenizerJson;
}

function isVocab(model: unknown): boolean {
  if (!isObject(model) || !isObject(model.vocab)) return false;
  const ids = Object.values(model.vocab);
  return ids.length > 0 && ids.every(isId) && new Set(ids).size === ids.length;
}

function isAddedToken(token: unknown): boolean {
  return isObject(token) && isId(token.id) && typeof token.content === 'string';
}

function isId(id: unknown): boolean {
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0;
}

function notBert(what: string): CheckpointError {
  return new CheckpointError(
    'unsupported-model',
    `${FILE} is not a BERT tokenizer, which every BLIP has: ${what}. Put the tokenizer that belongs to the weights next to them.`,
  );
}

function damaged(what: string): CheckpointError {
  return new CheckpointError('damaged-file', `${FILE} cannot be used: ${what}.`);
}
