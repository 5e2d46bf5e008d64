/**
 * Does the work for one item after the other, the next one prepared meanwhile: one ahead, so that no more than two
 * are in memory. What preparing throws is thrown when it is the item's turn.
 */
export async function withPrefetch<Item, Prepared>(
  items: readonly Item[],
  prepare: (item: Item) => Promise<Prepared>,
  work: (prepared: Prepared) => Promise<void>,
): Promise<void> {
  const begin = (index: number) => {
    const prepared = index < items.length ? prepare(items[index]!) : null;
    // Its turn may never come: then nobody hears of it.
    prepared?.catch(() => {});
    return prepared;
  };
  let next = begin(0);
  for (let index = 1; next; index++) {
    const prepared = await next;
    next = begin(index);
    await work(prepared);
  }
}
