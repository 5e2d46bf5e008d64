import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shippedManifests } from './shipped-manifests.ts';

test('lists the SHA-256 of the manifests that exist', () => {
  const served = mkdtempSync(join(tmpdir(), 'shipped-'));
  try {
    mkdirSync(join(served, 'models/demo/wasm'), { recursive: true });
    writeFileSync(join(served, 'models/demo/wasm/blipscope.json'), 'abc');
    expect(shippedManifests(served)).toEqual({
      'models/demo/wasm/': 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    });
  } finally {
    rmSync(served, { recursive: true });
  }
});
