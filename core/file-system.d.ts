/** A folder that a person picked: passed on by core, and used only where the file system API exists. */
interface FileSystemDirectoryHandle {
  readonly kind: 'directory';
  readonly name: string;
}
