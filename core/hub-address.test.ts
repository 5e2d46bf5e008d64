import { expect, test } from 'vitest';
import { HUB, parseEndpoint, parseHubAddress } from './hub-address';

const BASE = { id: 'Salesforce/blip-image-captioning-base', revision: 'main' };

test.each([
  ['Salesforce/blip-image-captioning-base', { ...BASE, endpoint: null }],
  ['  Salesforce/blip-image-captioning-base\n', { ...BASE, endpoint: null }],
  ['Salesforce/blip-image-captioning-base@v2', { ...BASE, revision: 'v2', endpoint: null }],
  ['https://huggingface.co/Salesforce/blip-image-captioning-base', { ...BASE, endpoint: HUB }],
  ['huggingface.co/Salesforce/blip-image-captioning-base/', { ...BASE, endpoint: HUB }],
  ['https://hf.co/Salesforce/blip-image-captioning-base?library=transformers', { ...BASE, endpoint: HUB }],
  [
    'https://huggingface.co/Salesforce/blip-image-captioning-base/tree/refs%2Fpr%2F3',
    { ...BASE, revision: 'refs/pr/3', endpoint: HUB },
  ],
  [
    'https://huggingface.co/Salesforce/blip-image-captioning-base/blob/refs/pr/3/config.json',
    { ...BASE, revision: 'refs/pr/3', endpoint: HUB },
  ],
  [
    'http://127.0.0.1:8080/me/fine-tune/blob/main/config.json',
    { id: 'me/fine-tune', revision: 'main', endpoint: 'http://127.0.0.1:8080' },
  ],
])('%s', (text, address) => {
  expect(parseHubAddress(text)).toEqual(address);
});

test.each([
  '',
  'blip',
  'a/b/c',
  'a b/c',
  '../etc',
  'https://huggingface.co/',
  'owner/name@',
  'ftp://x.org/a/b',
  'https://huggingface.co/owner/%E0%A4%A',
])('“%s” names no model', (text) => {
  expect(parseHubAddress(text)).toBeNull();
});

test.each([
  ['https://huggingface.co/', HUB],
  [' https://mirror.example/hub/ ', 'https://mirror.example/hub'],
  ['huggingface', null],
  ['file:///etc/passwd', null],
])('endpoint %s', (text, endpoint) => {
  expect(parseEndpoint(text)).toBe(endpoint);
});
