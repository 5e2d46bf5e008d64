import { afterEach, beforeEach, expect, test } from 'vitest';
import { bytes, readFiles } from '../../model-export/testing/hub-run.ts';
import { HubServer } from '../../model-export/testing/hub-server.ts';
import { libraryForEachTest, picked } from './testing/library-run.ts';

const run = libraryForEachTest();
let weights: Record<string, Uint8Array>;
let bert: HubServer;

beforeEach(async () => {
  const { 'vocab.txt': vocabulary, ...rest } = await readFiles('originals/heads-of-64');
  weights = rest;
  const hosted = { 'vocab.txt': vocabulary!, 'model.safetensors': bytes('BERT’s own') };
  bert = await HubServer.start('google-bert/bert-base-uncased', hosted);
});
afterEach(() => bert.close());

const sourceOf = (files: Record<string, Uint8Array>) => ({
  kind: 'files' as const,
  name: 'mine',
  files: picked(files),
});

test('an original .pth alone needs a vocabulary: BERT’s, with [DEC] and [ENC] added', async () => {
  const tab = run().openTab();
  const alone = sourceOf(weights);
  expect(await tab.failure('inspect', { source: alone, target: 'wasm' })).toMatchObject({
    code: 'missing-vocabulary',
  });
  const file = await tab.request('vocabulary', { endpoint: bert.endpoint, token: null });
  expect(bert.requests.filter(({ sent }) => sent).map(({ sent }) => sent!.file)).toEqual(['vocab.txt']);
  const source = { ...alone, files: [...alone.files, { path: 'picked/vocab.txt', file }] };
  const { key } = await tab.request('install', run().installRequest({ source }));
  const unpacked = await tab.request('unpacked', { key });
  const tokenizer = JSON.parse(await unpacked.find(({ path }) => path === 'tokenizer.json')!.file.text());
  const added: { content: string }[] = tokenizer.added_tokens;
  expect(added.map(({ content }) => content)).toEqual(expect.arrayContaining(['[DEC]', '[ENC]']));
});

test('refuses a vocabulary with another hash, and a hub without it', async () => {
  const tab = run().openTab();
  bert.change('vocab.txt', { stated: '0'.repeat(40) });
  const request = { endpoint: bert.endpoint, token: null };
  expect(await tab.failure('vocabulary', request)).toMatchObject({ code: 'hub-answer' });
  expect(await tab.failure('vocabulary', { ...request, endpoint: run().hub.endpoint })).toMatchObject({
    code: 'not-found',
  });
});
