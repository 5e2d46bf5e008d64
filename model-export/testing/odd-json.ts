/** For tests: JSON texts with odd values. */
import type { Dice } from './fuzz.ts';

const DEEP = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
const ODD_VALUES = [
  ...['-1', '0', '1', '3', '0.5', '48', '4096', '100000', '4294967296', '9007199254740991', '1e308', '1e999'],
  ...['null', 'true', 'false', '""', '"gelu"', '"toString"', '"__proto__"', '"../x.safetensors"', '"a\\nb"'],
  ...['[]', '[0]', '[null]', '["BlipModel"]', '[["BlipModel"]]', '{}', '{"toString":3}', '[{"toString":3}]'],
  ...['{"__proto__":{"hidden_size":1}}', `"${'x'.repeat(5000)}"`, DEEP, `[${DEEP}]`, `{"a":${DEEP}}`],
];

/** Replaces one to three values of the JSON text at any depth, or removes members. */
export function damageJson(text: string, dice: Dice): string {
  let json: string = text;
  for (let times = 1 + dice.below(3); times > 0; times--) {
    const members = [...json.matchAll(/"[^"\\]+"\s*:\s*("[^"\\]*"|[^\s",[\]{}]+|\[[^[\]{}]*\]|\{[^{}]*\})/g)];
    const found = dice.pick(members);
    if (!found) break;
    const [member, value] = found;
    const key = member.slice(0, member.length - value!.length);
    const instead = dice.below(8) === 0 ? '"gone": 0' : key + dice.pick(ODD_VALUES);
    json = json.slice(0, found.index) + instead + json.slice(found.index + member.length);
  }
  return json;
}
