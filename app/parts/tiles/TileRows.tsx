import type { ReactNode } from 'react';
import tiles from './tiles.module.css';
import type { TileRows as Rows } from './use-tile-rows';

interface TileRowsProps<Item> extends Pick<Rows, 'columns' | 'rows'> {
  items: readonly Item[];
  /** @param place of the item among all. */
  children: (item: Item, place: number) => ReactNode;
}

/** The rows in view. */
export function TileRows<Item>({ items, columns, rows, children }: TileRowsProps<Item>) {
  return rows.map(({ index, start }) => (
    <div
      key={index}
      role="presentation"
      className={tiles.row}
      style={{ transform: `translateY(${start}px)`, gridTemplateColumns: `repeat(${columns}, 1fr)` }}
    >
      {items
        .slice(index * columns, (index + 1) * columns)
        .map((item, column) => children(item, index * columns + column))}
    </div>
  ));
}
