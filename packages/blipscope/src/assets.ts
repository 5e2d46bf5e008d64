/** The files that the package loads while it runs. */

/** Addresses of what the worker loads; it finds them in its own address. */
export interface WorkerFiles {
  /** onnxruntime-web for the CPU. */
  plain: string;
  /** For the GPU, where WebAssembly can wait for promises. */
  jspi: string;
  /** For the GPU everywhere else. */
  asyncify: string;
  /** The decoder of HEIC pictures. */
  libheif: string;
}

const WASM = {
  plain: 'ort-wasm-simd-threaded.wasm',
  jspi: 'ort-wasm-simd-threaded.jspi.wasm',
  asyncify: 'ort-wasm-simd-threaded.asyncify.wasm',
};

export interface FileOptions {
  /** Address of `blipscope/worker`, on the page's origin. By default the file beside this module. */
  worker?: string | URL | undefined;
  /** Address of the folder that holds the files of `blipscope/wasm/`. By default `wasm/` beside this module. */
  wasm?: string | URL | undefined;
}

/** The worker's address, with those of its files in the fragment. */
export function workerAddress({ worker, wasm }: FileOptions, base: string): string {
  const address = new URL(worker ?? ownWorker(), base);
  const files = { ...ownFiles(), ...(wasm !== undefined && filesIn(new URL(wasm, base))) };
  address.hash = new URLSearchParams({ ...files }).toString();
  return address.href;
}

function filesIn(folder: URL): Omit<WorkerFiles, 'libheif'> {
  const base = folder.href.endsWith('/') ? folder.href : `${folder.href}/`;
  const of = (name: string) => new URL(name, base).href;
  return { plain: of(WASM.plain), jspi: of(WASM.jspi), asyncify: of(WASM.asyncify) };
}

// Written out, and not within `new Worker`: bundlers then copy the files as they are.
const ownWorker = () => new URL('./worker.js', import.meta.url);

function ownFiles(): WorkerFiles {
  return {
    plain: new URL('./wasm/ort-wasm-simd-threaded.wasm', import.meta.url).href,
    jspi: new URL('./wasm/ort-wasm-simd-threaded.jspi.wasm', import.meta.url).href,
    asyncify: new URL('./wasm/ort-wasm-simd-threaded.asyncify.wasm', import.meta.url).href,
    libheif: new URL('./libheif.js', import.meta.url).href,
  };
}
