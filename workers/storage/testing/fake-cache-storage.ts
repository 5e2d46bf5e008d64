interface Stored {
  bytes: ArrayBuffer;
  init: ResponseInit;
}

/** For tests: Cache Storage with several caches, in memory. */
export class FakeCacheStorage {
  readonly #caches = new Map<string, Map<string, Stored>>();
  /** Makes every call fail or hang. */
  trouble: 'fails' | 'hangs' | null = null;
  /** Makes every write fail. */
  full = false;

  has = async (name: string) => {
    await this.#answer();
    return this.#caches.has(name);
  };

  open = async (name: string) => {
    await this.#answer();
    if (!this.#caches.has(name)) this.#caches.set(name, new Map());
    return {
      put: (url: string, response: Response) => this.#put(name, url, response),
      keys: async () => this.urls(name).map((url) => new Request(url)),
    };
  };

  keys = async () => {
    await this.#answer();
    return [...this.#caches.keys()];
  };

  delete = async (name: string) => {
    await this.#answer();
    return this.#caches.delete(name);
  };

  match = async (url: string, { cacheName }: { cacheName: string }) => {
    await this.#answer();
    const stored = this.#caches.get(cacheName)?.get(url);
    return stored && new Response(stored.bytes.slice(0), stored.init);
  };

  /** The addresses in a cache. */
  urls(name: string): string[] {
    return [...(this.#caches.get(name)?.keys() ?? [])];
  }

  /** Loses a file, as a browser that needs room. */
  evict(name: string, url: string): void {
    this.#caches.get(name)?.delete(url);
  }

  async #put(name: string, url: string, response: Response): Promise<void> {
    await this.#answer();
    if (this.full) throw new DOMException('full', 'QuotaExceededError');
    const { status, headers } = response;
    const stored = { bytes: await response.arrayBuffer(), init: { status, headers: [...headers] } };
    this.#caches.get(name)?.set(url, stored as Stored);
  }

  async #answer(): Promise<void> {
    if (this.trouble === 'fails') throw new DOMException('broken', 'UnknownError');
    if (this.trouble === 'hangs') await new Promise<never>(() => {});
  }
}
