/** Permissions of folders. Browsers ask the person, and only during a click. */

interface Permissions {
  queryPermission?(options: { mode: 'read' | 'readwrite' }): Promise<PermissionState>;
  requestPermission?(options: { mode: 'read' | 'readwrite' }): Promise<PermissionState>;
}

/** Whether a folder may be read; asks if need be. */
export function mayRead(folder: FileSystemDirectoryHandle): Promise<boolean> {
  return allowed(folder, 'read');
}

/** Whether files may be written into a folder; asks if need be. */
export function mayWrite(folder: FileSystemDirectoryHandle): Promise<boolean> {
  return allowed(folder, 'readwrite');
}

/** Browsers without these functions ask by themselves. */
async function allowed(
  folder: FileSystemDirectoryHandle & Permissions,
  mode: 'read' | 'readwrite',
): Promise<boolean> {
  if ((await folder.queryPermission?.({ mode })) === 'granted') return true;
  return ((await folder.requestPermission?.({ mode })) ?? 'granted') === 'granted';
}
