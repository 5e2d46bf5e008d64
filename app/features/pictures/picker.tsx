import { createContext, type ReactNode, use, useRef } from 'react';
import { useMessages } from '../../i18n/use-messages';
import { useAppStore } from '../../store/react';

const PickerContext = createContext<() => void>(() => {});

/** Contains the file input that every "choose" button opens. */
export function FilePicker({ children }: { children: ReactNode }) {
  const { getState } = useAppStore();
  const input = useRef<HTMLInputElement>(null);
  const m = useMessages().pictures;
  return (
    <PickerContext value={() => input.current?.click()}>
      {children}
      <input
        ref={input}
        data-testid="file-input"
        type="file"
        accept="image/*"
        multiple
        hidden
        aria-label={m.choose}
        onChange={({ currentTarget }) => {
          getState().pictures.addFiles([...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
    </PickerContext>
  );
}

/** Opens the system's dialog for files. */
export function useFilePicker(): () => void {
  return use(PickerContext);
}
