/** The target cannot run the dtype, or a weight does not fit into it; the message says what to choose instead. */
export class UnsupportedDtypeError extends Error {
  override name = 'UnsupportedDtypeError';
}
