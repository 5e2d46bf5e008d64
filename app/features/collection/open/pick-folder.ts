import type { AppStore } from '../../../store/app-state';

type ShowDirectoryPicker = (options: { id: string; mode: 'read' }) => Promise<FileSystemDirectoryHandle>;

/**
 * Lets the person pick a folder and opens it. Where the browser has folders that can be opened again later, it is one
 * of those; elsewhere the input is clicked, which reads the folder for this visit.
 */
export async function pickFolder({ getState }: AppStore, input: HTMLInputElement | null): Promise<void> {
  const show: ShowDirectoryPicker | undefined = Reflect.get(globalThis, 'showDirectoryPicker');
  if (!show) return input?.click();
  try {
    const handle = await show({ id: 'blipscope-pictures', mode: 'read' });
    getState().collection.open({ kind: 'directory', name: handle.name, handle });
  } catch (error) {
    // Whoever changes their mind, and a folder that the browser refuses: it has said so.
    if (!(error instanceof DOMException)) throw error;
  }
}
