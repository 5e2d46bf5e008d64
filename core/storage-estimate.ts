/** How much this site stores and may store, in bytes, as far as the browser tells. */
export interface SiteStorage {
  usage?: number;
  quota?: number;
}

/** As much of a global object as is used. Over plain http there is no `storage`. */
interface Scope {
  navigator?: { storage?: { estimate?(): Promise<SiteStorage> } };
}

/** Empty where the browser does not tell, or fails to. @param scope the global object; another one in tests. */
export async function estimateStorage(scope: Scope = globalThis as Scope): Promise<SiteStorage> {
  return (await scope.navigator?.storage?.estimate?.().catch(() => null)) ?? {};
}
