import { createContext, type ReactNode, use, useRef } from 'react';
import type { PickedFile } from '../../../core/protocol';
import { useMessages } from '../../i18n/use-messages';
import { useAppStore } from '../../store/react';

interface Pickers {
  files: () => void;
  folder: () => void;
}

const PickerContext = createContext<Pickers>({ files: () => {}, folder: () => {} });

/** Holds the two file inputs of the model manager; everything in it that says "choose" opens one of them. */
export function ModelPicker({ children }: { children: ReactNode }) {
  const { getState } = useAppStore();
  const m = useMessages().models;
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement) => {
    const picked = [...(input.files ?? [])].map(pickedFile);
    input.value = '';
    if (picked.length > 0) getState().review.addFiles(picked);
  };
  return (
    <PickerContext value={{ files: () => files.current?.click(), folder: () => folder.current?.click() }}>
      {children}
      <input
        ref={files}
        data-testid="model-files"
        type="file"
        multiple
        hidden
        aria-label={m.chooseFiles}
        onChange={({ currentTarget }) => take(currentTarget)}
      />
      <input
        ref={(input) => {
          folder.current = input;
          // React knows no such attribute.
          if (input) input.webkitdirectory = true;
        }}
        data-testid="model-folder"
        type="file"
        hidden
        aria-label={m.chooseFolder}
        onChange={({ currentTarget }) => take(currentTarget)}
      />
    </PickerContext>
  );
}

function pickedFile(file: File): PickedFile {
  return { path: file.webkitRelativePath || file.name, file };
}

/** Opens the system's dialog for files, or for a folder. */
export function useModelPicker(): Pickers {
  return use(PickerContext);
}
