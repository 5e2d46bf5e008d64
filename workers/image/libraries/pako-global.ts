/// <reference path="./libraries.d.ts" />
/** utif2 looks for pako in `require`, which bundles for browsers lack, and else in the global scope. */
import pako from 'pako';

/** A deflated strip or tile has more bytes than `limitInflated` allows. */
export class TooMuchInflated extends Error {}

let mostBytes = 0;

/** Sets how many bytes a deflated strip or tile may have; utif2 would drop it if it had more. */
export function limitInflated(bytes: number): void {
  mostBytes = bytes;
}

/** Stops at the limit, so that a small file cannot fill the memory. */
pako.inflateRaw = (deflated) => {
  const inflater = new pako.Inflate({ raw: true });
  const store = inflater.onData;
  let bytes = 0;
  inflater.onData = (chunk) => {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new TooMuchInflated();
    store.call(inflater, chunk);
  };
  inflater.push(deflated, true);
  if (inflater.err !== 0) throw new Error(`Inflation failed: ${inflater.err}`);
  return inflater.result;
};

Object.assign(globalThis, { pako });
