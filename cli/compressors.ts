/** What tables in Parquet may be compressed with: beside Snappy, what Node brings. */
import * as zlib from 'node:zlib';

type Decompress = (bytes: Uint8Array) => Uint8Array;

export const COMPRESSORS: Readonly<Record<string, Decompress>> = {
  GZIP: (bytes) => zlib.gunzipSync(bytes),
  BROTLI: (bytes) => zlib.brotliDecompressSync(bytes),
  // Since Node 22.15.
  ...('zstdDecompressSync' in zlib && { ZSTD: zlib.zstdDecompressSync as Decompress }),
};
