import type { PictureLabel } from '../../../../core/protocol';
import { BYTE_ORDER_MARK, csvRow, guarded } from '../../../../dataset';

/** A table for spreadsheets: one line for each picture, its label empty where none fits. */
export function labelsCsv(labelled: ReadonlyMap<string, PictureLabel>): string {
  const rows = [...labelled].map(([path, { label, probability }]) =>
    csvRow([guarded(path), guarded(label ?? ''), probability === null ? '' : probability.toFixed(4)]),
  );
  return BYTE_ORDER_MARK + csvRow(['file_name', 'label', 'itm']) + rows.join('');
}
