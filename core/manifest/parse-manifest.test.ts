import { describe, expect, test } from 'vitest';
import { manifestWithAnswerer } from '../../model-export/testing/manifest.ts';
import { BundleError } from './manifest.ts';
import { parseManifest } from './parse-manifest.ts';

type Json = { [key: string]: Json | unknown };

/** The example with the value at a path replaced; undefined removes the field. */
function changed(path: string, value: unknown): string {
  const manifest: Json = structuredClone({ ...manifestWithAnswerer() });
  const keys = path.split('|');
  const parent = keys.slice(0, -1).reduce((object, key) => object[key] as Json, manifest);
  parent[keys.at(-1)!] = value;
  return JSON.stringify(manifest);
}

/** All paths to fields of an object, down to the leaves. */
function paths(value: unknown, prefix: string[] = []): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const path = [...prefix, key];
    return [path.join('|'), ...paths(child, path)];
  });
}

function refusal(json: string): BundleError {
  try {
    parseManifest(json);
  } catch (error) {
    if (error instanceof BundleError) return error;
    throw error;
  }
  throw new Error('the manifest was accepted');
}

test('a manifest is returned unchanged, with the fields of later versions', () => {
  const manifest = { ...manifestWithAnswerer(), later: { more: true } };
  expect(parseManifest(JSON.stringify(manifest))).toEqual(manifest);
});

test('the former key inFloat is read as fp32Fallback', () => {
  const { graphs, ...rest } = manifestWithAnswerer();
  const manifest = { ...rest, graphs, fp32Fallback: graphs };
  expect(parseManifest(JSON.stringify({ ...rest, graphs, inFloat: graphs }))).toEqual(manifest);
  expect(parseManifest(JSON.stringify(manifest))).toEqual(manifest);
});

describe('every field is checked', () => {
  const all = paths(manifestWithAnswerer());
  const OPTIONAL = ['graphs|vision_encoder', 'answerer', 'answerer|graphs|question_encoder'];
  const ofMaps = ['graphs|vision_encoder', 'files|vision_encoder.bin', 'architecture|text'];

  test.each(all.filter((path) => !/\|\d+$/.test(path) && !OPTIONAL.includes(path)))(
    '%s may not be missing',
    (path) => {
      expect(refusal(changed(path, undefined)).message).toMatch(/^blipscope\.json (is|cannot)/);
    },
  );

  test.each([...all, ...ofMaps])('%s may not have another type', (path) => {
    const { code, message } = refusal(changed(path, [{}]));
    expect(code).toBe('model-corrupt');
    expect(message).toMatch(/^blipscope\.json .+\.$/);
  });
});

describe('sizes by which memory is reserved have an upper limit', () => {
  const sizes = paths(manifestWithAnswerer()).filter((path) =>
    /^(answerer\|)?(architecture|image|text)\|.*(size|layers|heads|positions)$/i.test(path),
  );

  test.each(sizes)('%s', (path) => {
    const { code, message } = refusal(changed(path, 1e9));
    expect(code).toBe('model-corrupt');
    expect(message).toMatch(/is 1000000000, expected was <=\d+\. Export the model again\.$/);
  });

  test('covers both towers, pictures and texts, and the answerer’s', () => expect(sizes).toHaveLength(22));
});

describe('optional fields are checked if they are there', () => {
  test.each([
    ['image|resample', 'mitchell'],
    ['architecture|text|activation', 'mish'],
    ['architecture|vision|activation', 3],
  ])('%s: %j', (path, value) => {
    expect(refusal(changed(path, value)).message).toContain(path.replaceAll('|', '.'));
  });
});

describe('the error names the field and the value', () => {
  test.each([
    ['image|size', undefined, 'image.size is missing'],
    ['image|size', '384', 'image.size is "384", expected was number'],
    ['image|size', 0, 'image.size is 0, expected was >=1'],
    ['image|std', [1, 1, 0], 'image.std.2 is 0, expected was >0'],
    ['dtype', 'q3', 'dtype is "q3", expected was ("fp32" | "fp16" | "q8" | "q4")'],
    ['capabilities', [], 'capabilities is 0, expected was >=1'],
    ['capabilities', ['fly'], 'capabilities.0 is "fly"'],
    ['source|sha256', 'x', 'source.sha256 is "x", expected was /^[0-9a-f]{64}$/'],
    ['source|id', 'x'.repeat(501), 'source.id is 501, expected was <=500'],
    ['text|tokenizer', '../../etc/passwd', 'text.tokenizer is "../../etc/passwd"'],
    ['files', {}, 'it does not list its file tokenizer.json'],
    ['answerer|text|tokenizer', 'other.json', 'it does not list its file other.json'],
    ['answerer|graphs|question_encoder|data', ['other.bin'], 'it does not list its file other.bin'],
    ['graphs|vision_encoder|data', ['other.bin'], 'it does not list its file other.bin'],
    ['format', 'onnx', 'is not a Blipscope bundle (format "onnx")'],
  ])('%s: %j', (path, value, message) => {
    expect(refusal(changed(path, value)).message).toContain(message);
  });

  test.each(['', '[]', 'null', '{'])('%j is not a manifest', (json) => {
    expect(refusal(json).message).toBe(
      'blipscope.json cannot be used: it is not a JSON object. Export the model again.',
    );
  });

  test('a newer version needs a newer Blipscope, whatever else has changed', () => {
    expect(refusal('{"format":"blipscope-bundle","version":2}')).toMatchObject({ code: 'model-too-new' });
    expect(refusal('{"format":"blipscope-bundle","version":"2"}')).toMatchObject({ code: 'model-corrupt' });
  });
});

test.each([
  ['format', 'x'.repeat(5000)],
  ['format', { toString: 3 }],
  ['format', null],
  ['dtype', 'a\nb'.repeat(5000)],
  ['generation', { topP: 'x'.repeat(5000) }],
  [`files|${'a\n'.repeat(5000)}`, { bytes: 1, sha256: '' }],
  ['image', { toString: 3, size: { toString: 3 } }],
])('odd values make no odd messages: %s', (path, value) => {
  expect(refusal(changed(path, value)).message).toMatch(/^[^\n]{1,300}\.$/);
});
