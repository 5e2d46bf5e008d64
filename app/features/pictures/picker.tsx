import { createContext, type ReactNode, use, useMemo, useRef } from 'react';
import type { PickedFile } from '../../../core/protocol';
import { useMessages } from '../../i18n/use-messages';
import { useAppStore } from '../../store/react';
import { pickFolder } from '../collection/open/pick-folder';
import { takeFiles } from './take-files';

interface Picker {
  /** Opens the system's dialog for files. */
  files: () => void;
  /** Opens the system's dialog for a folder. */
  folder: () => void;
}

const nothing = () => {};
const PickerContext = createContext<Picker>({ files: nothing, folder: nothing });

/** Contains the inputs that every "choose" button opens. */
export function FilePicker({ children }: { children: ReactNode }) {
  const store = useAppStore();
  const input = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const m = useMessages().pictures;
  const picker = useMemo(
    () => ({
      files: () => input.current?.click(),
      folder: () => void pickFolder(store, folderInput.current),
    }),
    [store],
  );
  return (
    <PickerContext value={picker}>
      {children}
      <input
        ref={input}
        data-testid="file-input"
        type="file"
        accept="image/*,.zip,.tar,.tgz,.gz"
        multiple
        hidden
        aria-label={m.choose}
        onChange={({ currentTarget }) => {
          void takeFiles(pickedIn(currentTarget), null, store);
          currentTarget.value = '';
        }}
      />
      <input
        ref={folderInput}
        data-testid="folder-input"
        type="file"
        // @ts-expect-error React's types lack the attribute; every browser has it.
        webkitdirectory=""
        hidden
        aria-label={m.chooseFolder}
        onChange={({ currentTarget }) => {
          const files = pickedIn(currentTarget);
          const folder = files[0]?.path.split('/')[0];
          if (folder) void takeFiles(files, folder, store);
          currentTarget.value = '';
        }}
      />
    </PickerContext>
  );
}

function pickedIn(input: HTMLInputElement): PickedFile[] {
  return [...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** Opens the system's dialogs for files and for a folder. */
export function usePicker(): Picker {
  return use(PickerContext);
}
