import { expect, test } from 'vitest';
import type { PictureRecord } from '../../../core/collection';
import { otherModels } from './other-models';
import { captioned, record, synthetic } from './testing';

const text = (model: string) => ({ ...synthetic('a cat', 0.9), model });
const RECORDS = new Map(
  [
    captioned('old.jpg', text('owner/old'), text('owner/old')),
    captioned('mine.jpg', text('owner/loaded')),
    captioned('oldest.jpg', text('owner/oldest')),
    record('new.jpg'),
  ].map((each): [string, PictureRecord] => [each.path, each]),
);

test('pictures are found whose texts another model wrote', () => {
  expect(otherModels(RECORDS, 'owner/loaded')).toEqual({
    models: ['owner/old', 'owner/oldest'],
    paths: ['old.jpg', 'oldest.jpg'],
  });
});
