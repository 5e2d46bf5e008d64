/** Put in by the build, see `vite.config.ts`. */

/** Of onnxruntime-web. */
declare const RUNTIME_VERSION: string;
