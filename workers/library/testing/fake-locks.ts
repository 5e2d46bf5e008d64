/** For tests: the part of the Web Locks API that is used. One object stands for all tabs. */
export class FakeLocks {
  readonly held = new Map<string, object>();

  /** The view of one tab. */
  tab(): { manager: Pick<LockManager, 'request'>; close(): void } {
    const own = new Set<string>();
    const request = async (
      name: string,
      _options: LockOptions,
      job: (lock: object | null) => unknown,
    ): Promise<unknown> => {
      if (this.held.has(name)) return job(null);
      const lock = {};
      this.held.set(name, lock);
      own.add(name);
      try {
        return await job(lock);
      } finally {
        if (this.held.get(name) === lock) this.held.delete(name);
      }
    };
    const close = () => {
      for (const name of own) this.held.delete(name);
    };
    // The fake supports only the overload that is used.
    return { manager: { request } as unknown as Pick<LockManager, 'request'>, close };
  }
}
