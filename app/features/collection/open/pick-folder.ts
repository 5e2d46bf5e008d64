import type { AppStore } from '../../../store/app-state';

type Mode = 'read' | 'readwrite';
type ShowDirectoryPicker = (options: { id: string; mode: Mode }) => Promise<FileSystemDirectoryHandle>;

/**
 * Lets the person pick a folder and opens it. Where the browser has folders that can be opened again later, it is one
 * of those; elsewhere the input is clicked, which reads the folder for this visit.
 */
export async function pickFolder({ getState }: AppStore, input: HTMLInputElement | null): Promise<void> {
  if (!('showDirectoryPicker' in globalThis)) return input?.click();
  const handle = await chooseFolder('blipscope-pictures', 'read');
  if (handle) getState().collection.open({ kind: 'directory', name: handle.name, handle });
}

/**
 * The folder that the person picks; null if they change their mind, if the browser refuses the folder, which it says
 * itself, and where it lets nobody pick one.
 * @param id for which the browser remembers the last folder.
 */
export async function chooseFolder(id: string, mode: Mode): Promise<FileSystemDirectoryHandle | null> {
  const show: ShowDirectoryPicker | undefined = Reflect.get(globalThis, 'showDirectoryPicker');
  try {
    return (await show?.({ id, mode })) ?? null;
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
