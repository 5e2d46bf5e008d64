/** What the browsers say of memory, and what the runtimes' C++ and emscripten do. */
const OUT_OF_MEMORY =
  /out of memory|bad_alloc|allocation failed|(failed to|could not) allocate|cannot enlarge memory|aborted\(oom|invalid (typed array|array buffer|array) length/i;

/** Whether memory was lacking: there is no code for it, only words. Tells it of an error's cause too. */
export function isOutOfMemory(error: unknown): boolean {
  return causes(error).some((each) => OUT_OF_MEMORY.test(String(each)));
}

/**
 * Whether WebAssembly died of it: after an allocation that failed inside the module, or an abort, its heap is in no
 * state to go on with, and the worker that holds it is to be replaced.
 */
export function breaksWasm(error: unknown): boolean {
  return causes(error).some((each) => /bad_alloc|\bAborted\(|^RuntimeError\b/.test(String(each)));
}

/** The error and what it was made of. */
function causes(error: unknown): unknown[] {
  return error instanceof Error && error.cause !== undefined ? [error, ...causes(error.cause)] : [error];
}
