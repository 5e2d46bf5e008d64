/** What several parts of the page's catalogue say, in German. */
import type { Place } from '../../features/heatmap/place';
import { formatsOf } from '../format';

export const f = formatsOf('de');

/** Where in a picture. */
export const places: Record<Place, string> = {
  'upper-left': 'oben links',
  upper: 'oben in der Mitte',
  'upper-right': 'oben rechts',
  left: 'links in der Mitte',
  centre: 'in der Mitte',
  right: 'rechts in der Mitte',
  'lower-left': 'unten links',
  lower: 'unten in der Mitte',
  'lower-right': 'unten rechts',
};
