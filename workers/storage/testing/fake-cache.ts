/** For tests: the part of one cache that is used. */
export class FakeCache {
  readonly entries = new Map<string, Uint8Array<ArrayBuffer>>();
  full = false;
  match = async (url: string) => {
    const bytes = this.entries.get(url);
    return bytes && new Response(bytes);
  };
  put = async (url: string, response: Response) => {
    if (this.full) throw new DOMException('full', 'QuotaExceededError');
    this.entries.set(url, new Uint8Array(await response.arrayBuffer()));
  };
  delete = async (url: string) => this.entries.delete(url);
  keys = async () => [...this.entries.keys()].map((url) => ({ url }));
}

/** For tests: Cache Storage with one cache, and the names of the cached versions of the app. */
export function fakeCaches(cache: FakeCache, shells: string[] = []) {
  return { open: async () => cache, keys: async () => shells };
}
