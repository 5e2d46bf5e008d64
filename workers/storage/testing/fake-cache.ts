/** For tests: the part of one cache that is used. */
export class FakeCache {
  readonly entries = new Map<string, Uint8Array<ArrayBuffer>>();
  full = false;
  /** Entries that can be neither read nor replaced until they are deleted, as in WebKit's private windows. */
  readonly dead = new Set<string>();
  /** The last part of a URL that is never stored, without an error. */
  lost: string | null = null;
  match = async (url: string) => {
    const bytes = this.entries.get(url);
    return bytes && new Response(bytes);
  };
  put = async (url: string, response: Response) => {
    if (this.full) throw new DOMException('full', 'QuotaExceededError');
    if (this.dead.has(url) || (this.lost && url.endsWith(this.lost))) return;
    this.entries.set(url, new Uint8Array(await response.arrayBuffer()));
  };
  delete = async (url: string) => this.dead.delete(url) || this.entries.delete(url);
  keys = async () => [...this.entries.keys()].map((url) => ({ url }));
}

/** For tests: Cache Storage with one cache, and the names of the cached versions of the app. */
export function fakeCaches(cache: FakeCache, shells: string[] = []) {
  return { open: async () => cache, keys: async () => shells };
}
