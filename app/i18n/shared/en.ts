/** What several parts of the page's catalogue say, in English. */
import type { Place } from '../../features/heatmap/place';
import { formatsOf } from '../format';

export const f = formatsOf('en');

/** Where in a picture. */
export const places: Record<Place, string> = {
  'upper-left': 'upper left',
  upper: 'upper middle',
  'upper-right': 'upper right',
  left: 'middle left',
  centre: 'centre',
  right: 'middle right',
  'lower-left': 'lower left',
  lower: 'lower middle',
  'lower-right': 'lower right',
};

/** Masked parts of a picture; German declines them, so it has no such entry. */
export const parts = (count: number) => f.plural(count, { one: '1 part', other: `${count} parts` });
