/// <reference path="./libraries.d.ts" />
/** TIFF by utif2. */

// First: utif2 takes pako from the global scope as it is loaded.
import './pako-global.ts';

export { type Directory, default } from 'utif2';
export { limitInflated, TooMuchInflated } from './pako-global.ts';
