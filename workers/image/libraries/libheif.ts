/// <reference path="./libraries.d.ts" />
/** HEIC by libheif, compiled to WebAssembly. Under the LGPL: a file by itself in the built app, which can be replaced. */
export { default, type Libheif } from 'libheif-js/libheif-wasm/libheif-bundle.mjs';
