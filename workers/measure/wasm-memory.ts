/** WebAssembly memories of this scope, which the runtime keeps to itself: known by who makes them. */
export class WasmMemories {
  readonly #made: WebAssembly.Memory[] = [];

  /** Memories that are made from now on are known. */
  constructor() {
    const made = this.#made;
    WebAssembly.Memory = class extends WebAssembly.Memory {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        super(descriptor);
        made.push(this);
      }
    };
  }

  /** Bytes of all of them; a memory never shrinks, so that this is the peak too. */
  get bytes(): number {
    return this.#made.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
  }
}
