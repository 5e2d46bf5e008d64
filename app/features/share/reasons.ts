import type { ShareKind } from './share.slice';

/** Why something could not be taken away, in a sentence that says what to do. */
export class ShareError extends Error {}

const FAILED: Readonly<Record<ShareKind, string>> = {
  'picture-png': 'This picture could not be saved; try a smaller one.',
  'picture-copy': 'This picture could not be copied. Save it as PNG instead.',
  'words-png': 'The figure could not be saved; try a smaller picture.',
  'words-svg': 'The figure could not be saved; try a smaller picture.',
  'maps-json': 'The maps could not be saved. Reload the page and try again.',
  'maps-npy': 'The maps could not be saved. Reload the page and try again.',
  'view-link': 'The link could not be copied. Save the view as a file instead.',
  'view-file': 'The view could not be saved: the picture can no longer be read. Add it again.',
};

/** What to say of a failure. */
export function reasonOf(what: ShareKind, error: unknown): string {
  return error instanceof ShareError ? error.message : FAILED[what];
}
