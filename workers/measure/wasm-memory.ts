/** WebAssembly memories of this scope. The runtime does not expose its own, so the constructor is patched. */
export class WasmMemories {
  readonly #made: WebAssembly.Memory[] = [];

  /** Counts memories that are created from now on. */
  constructor() {
    const made = this.#made;
    WebAssembly.Memory = class extends WebAssembly.Memory {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        super(descriptor);
        made.push(this);
      }
    };
  }

  /** Bytes of all memories. They never shrink, so this is the peak too. */
  get bytes(): number {
    return this.#made.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
  }
}
