import { expect, test } from 'vitest';
import { outOfMemory } from './picture-error.ts';

test('a picture that does not fit in memory is too large, whatever is asked of it', () => {
  const cause = new RangeError('Array buffer allocation failed');
  expect(outOfMemory({ cause })).toMatchObject({
    code: 'image-too-large',
    message: 'There is not enough memory for this picture. Make it smaller and try again.',
    cause,
  });
});
