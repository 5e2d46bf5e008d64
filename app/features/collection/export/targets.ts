/** Where an export goes: the collection's own folder, another one, or a zip file that the browser saves. */
export type ExportTarget = 'folder' | 'other' | 'zip';

/** Those that there are, the usual one first. @param handle the collection's own folder. */
export function targetsFor(handle: FileSystemDirectoryHandle | null): [ExportTarget, ...ExportTarget[]] {
  const others: [ExportTarget, ...ExportTarget[]] =
    'showDirectoryPicker' in globalThis ? ['zip', 'other'] : ['zip'];
  return handle ? ['folder', ...others] : others;
}
