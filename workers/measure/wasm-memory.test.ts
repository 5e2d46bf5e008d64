import { afterEach, expect, test } from 'vitest';
import { WasmMemories } from './wasm-memory.ts';

const { Memory } = WebAssembly;
const PAGE = 65_536;

afterEach(() => {
  WebAssembly.Memory = Memory;
});

test('memories are added up as they grow', () => {
  const memories = new WasmMemories();
  const first = new WebAssembly.Memory({ initial: 1 });
  new WebAssembly.Memory({ initial: 2, maximum: 4, shared: true });
  expect(memories.bytes).toBe(3 * PAGE);
  first.grow(5);
  expect(memories.bytes).toBe(8 * PAGE);
  expect(first).toBeInstanceOf(Memory);
});
