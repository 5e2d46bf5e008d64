import type { PictureRecord } from '../../core/collection.ts';
import { folderOf, nameOf, stemOf } from '../io/paths.ts';

const PLACE = /\{(caption|name|folder|date)\}/g;

/**
 * Fills `{caption}`, `{name}` (of the file, without its ending), `{folder}` (the picture's own, without those above)
 * and `{date}` (of the last change, `YYYY-MM-DD` in UTC, empty if it is not known). Anything else stays, also in what
 * is filled in.
 */
export function fillTemplate(template: string, caption: string, { path, modified }: PictureRecord): string {
  const values: Record<string, string> = {
    caption,
    name: nameOf(stemOf(path)),
    folder: nameOf(folderOf(path).slice(0, -1)),
    date: modified > 0 ? new Date(modified).toISOString().slice(0, 10) : '',
  };
  return template.replace(PLACE, (_, name: string) => values[name] ?? '');
}
