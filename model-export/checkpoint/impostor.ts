import { CheckpointError } from './errors.ts';

const LFS = 'version https://git-lfs.github.com/spec/';

/**
 * The error for a file whose first bytes show that it is something else than its name says; null for all others.
 */
export function impostor(head: Uint8Array, file: string): CheckpointError | null {
  const text = new TextDecoder().decode(head.subarray(0, 256));
  if (text.startsWith(LFS)) {
    return new CheckpointError(
      'missing-file',
      `${file} is a pointer of Git LFS, not the file itself. Run git lfs pull in the repository, or download the file from the hub's page.`,
    );
  }
  if (/^\s*<(?:!doctype|html|head|\?xml)/i.test(text)) {
    return new CheckpointError(
      'missing-file',
      `${file} is a web page that was saved under this name. Download the file itself: on the hub, its address has /resolve/ in it, not /blob/.`,
    );
  }
  return null;
}
