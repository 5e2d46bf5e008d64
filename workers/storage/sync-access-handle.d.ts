/** Available only in workers, so the page's types, with which tests are checked, lack it. */
interface FileSystemSyncAccessHandle {
  read(to: Uint8Array, options?: { at?: number }): number;
  write(from: Uint8Array, options?: { at?: number }): number;
  truncate(size: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
}

interface FileSystemFileHandle {
  createSyncAccessHandle(): Promise<FileSystemSyncAccessHandle>;
}
