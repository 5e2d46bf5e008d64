import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../io/crc32.ts';
import { concatBytes } from '../io/source.ts';

export interface ZipMember {
  name: string | Uint8Array;
  content?: Uint8Array;
  deflate?: boolean;
  /** General purpose flags; 1 is encrypted, 0x800 is UTF-8. */
  flags?: number;
  method?: number;
  /** What the directory says, true or not. */
  size?: number;
}

/** A zip file as simple and as wrong as a test needs it. */
export function zipOf(members: readonly ZipMember[]): Uint8Array {
  const local: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let offset = 0;
  for (const member of members) {
    const content = member.content ?? new Uint8Array();
    const data = member.deflate ? deflateRawSync(content) : content;
    const name = typeof member.name === 'string' ? new TextEncoder().encode(member.name) : member.name;
    const method = member.method ?? (member.deflate ? 8 : 0);
    const common = [20, 0, member.flags ?? 0x800, method];
    const sizes = [crc32(content), data.length, member.size ?? content.length];
    const head = concatBytes([
      fields([0x04034b50], 4),
      fields(
        common.filter((_, i) => i !== 1),
        2,
      ),
      fields([0, 0], 2),
      fields(sizes, 4),
      fields([name.length, 0], 2),
      name,
    ]);
    central.push(
      concatBytes([
        fields([0x02014b50], 4),
        fields([20, ...common.filter((_, i) => i !== 1), 0, 0], 2),
        fields(sizes, 4),
        fields([name.length, 0, 0, 0, 0], 2),
        fields([0, offset], 4),
        name,
      ]),
    );
    local.push(head, data);
    offset += head.length + data.length;
  }
  const directory = concatBytes(central);
  const end = concatBytes([
    fields([0x06054b50], 4),
    fields([0, 0, members.length, members.length], 2),
    fields([directory.length, offset], 4),
    fields([0], 2),
  ]);
  return concatBytes([...local, directory, end]);
}

function fields(values: readonly number[], bytes: 2 | 4): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * bytes));
  for (const [index, value] of values.entries()) {
    if (bytes === 2) view.setUint16(index * 2, value, true);
    else view.setUint32(index * 4, value, true);
  }
  return new Uint8Array(view.buffer);
}
