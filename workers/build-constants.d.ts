/** Put in by the build, see `vite.config.ts`. */

/** Sizes of onnxruntime-web's WebAssembly files. */
declare const RUNTIME_BYTES: { plain: number; jspi: number; asyncify: number };

/**
 * Headers that every answer should have: cross-origin isolation and the content security policy. The worker that
 * installs models has a separate policy; `path` is a regular expression for its address.
 */
declare const SERVED: { headers: Record<string, string>; installer: { path: string; policy: string } };

/** SHA-256 of the manifests of the bundles that come with this build, by their folders, e.g. `models/demo/wasm/`. */
declare const SHIPPED_MANIFESTS: Readonly<Record<string, string>>;

/** Whether bundles and the runtime may be on other origins: whoever uses the npm package says where they are. */
declare const OTHER_ORIGINS: boolean;
