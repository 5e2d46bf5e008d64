/** Finding pictures by their vectors. */
export { type Found, Hits } from './hits.ts';
export { bestLabel, LABELS_TO_CHECK, labelsToCheck } from './labels.ts';
export { matcherKey, parseVectorText, pictureVector, vectorText } from './picture-vector.ts';
export { type NamedVector, type Neighbour, unitVector, type Vector, VectorTable } from './vector-table.ts';
