/** Detects other formats with the extensions `.bin`, `.pt` or `.pth` by their first bytes. */
import type { ByteSource } from '../../io/byte-source.ts';
import { type CheckpointError, damagedFile, unsupportedFile } from '../errors.ts';
import { impostor } from '../impostor.ts';

/** The remedy for a format that is not supported. */
export const SAVE_AGAIN =
  'Load it in PyTorch and save its state dict with torch.save(state_dict, file, _use_new_zipfile_serialization=True), or as safetensors.';

const ZIP = [0x50, 0x4b];
const PICKLE = 0x80;
const MAX_PROTOCOL = 5;
/** A pickle of torch's magic number 0x1950a86a20f9469cfc6c, with which the format before PyTorch 1.6 starts. */
const LEGACY = [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
/** PROTO and its argument precede the magic number. */
const PROTOCOL_BYTES = 2;

/**
 * Refuses everything that is not a zip.
 * @throws {CheckpointError} unless the file starts like a zip
 */
export async function refuseOtherFormats(source: ByteSource, file: string): Promise<void> {
  const head = await source.read(0, Math.min(source.size, PROTOCOL_BYTES + LEGACY.length));
  if (startsWith(head, ZIP)) return;
  throw impostor(await source.read(0, Math.min(source.size, 256)), file) ?? unreadableFormat(head, file);
}

function unreadableFormat(head: Uint8Array, file: string): CheckpointError {
  if (head[0] !== PICKLE || head[1] === undefined || head[1] > MAX_PROTOCOL) {
    return damagedFile(file, 'it begins like no file of torch.save');
  }
  const form = startsWith(head.subarray(PROTOCOL_BYTES), LEGACY)
    ? 'it has the form that PyTorch used before 1.6'
    : 'it is a plain pickle';
  return unsupportedFile(file, form, SAVE_AGAIN);
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}
