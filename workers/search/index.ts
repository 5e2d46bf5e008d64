/** Searching pictures by their vectors, for the page's workers and for Node. */

export { type Classification, classifyPictures } from './classify-pictures.ts';
export { hasItm, type Matching, READ_AHEAD } from './matching.ts';
export { searchByText, searchByVector, type TextSearch } from './search-pictures.ts';
export { Throttle } from './throttle.ts';
