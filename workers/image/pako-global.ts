/// <reference path="./libraries.d.ts" />
/** utif2 looks for pako in `require`, which bundles for browsers lack, and else in the global scope. */
import pako from 'pako';

Object.assign(globalThis, { pako });
