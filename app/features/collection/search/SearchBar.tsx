import { ActionIcon, Button, CloseButton, TextInput, Tooltip } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { IconPhotoSearch, IconSearch, IconTags } from '@tabler/icons-react';
import { type DragEvent, type FormEvent, useEffect, useRef, useState } from 'react';
import type { SearchQuery } from '../../../../core/protocol';
import { useApp, useAppStore } from '../../../store/react';
import { bringsFiles } from '../../pictures/drop';
import { refusalOf } from '../../pictures/files';
import { useCollection, useCollectionMessages, useCollectionStore } from '../context';
import { SearchStatus } from './SearchStatus';
import classes from './search.module.css';

/** A sentence, or another picture, by which pictures are found. */
export function SearchBar() {
  const store = useCollectionStore();
  const panel = useCollection((state) => state.panel);
  const m = useCollectionMessages().search;
  return (
    <section aria-label={m.region} className={classes.search}>
      <div className={classes.bar}>
        <Field />
        <Button
          variant="default"
          leftSection={<IconTags size={18} aria-hidden="true" />}
          aria-pressed={panel === 'labels'}
          onClick={() => store.getState().show({ panel: panel === 'labels' ? null : 'labels' })}
        >
          {m.labels}
        </Button>
      </div>
      <SearchStatus />
    </section>
  );
}

function Field() {
  const { text, setText, refused, searchByText, searchByFile, clear, leave } = useQuery();
  const dragging = useDragging();
  const field = useWantedFocus();
  const active = useCollection(({ search }) => search !== null);
  const m = useCollectionMessages().search;

  function submit(event: FormEvent): void {
    event.preventDefault();
    searchByText();
  }

  function drop(event: DragEvent): void {
    if (!bringsFiles(event.dataTransfer)) return;
    // The rest of the page takes pictures that are dropped for new ones.
    event.preventDefault();
    searchByFile(event.dataTransfer.files[0]);
  }

  return (
    <form className={classes.form} data-dragging={dragging} onSubmit={submit} onDrop={drop}>
      <TextInput
        ref={field}
        className={classes.field}
        aria-label={m.field}
        placeholder={dragging ? m.dropHere : m.placeholder}
        value={text}
        error={refused && m.notAPicture({ name: refused })}
        leftSection={<IconSearch size={16} aria-hidden="true" />}
        rightSection={(text || active) && <CloseButton size="sm" aria-label={m.clear} onClick={clear} />}
        onChange={({ currentTarget: { value } }) => setText(value)}
        onKeyDown={({ key }) => key === 'Escape' && leave()}
      />
      <Button type="submit" variant="default" disabled={!text.trim()}>
        {m.submit}
      </Button>
      <ByPicture onPick={searchByFile} />
    </form>
  );
}

/** What is searched for, and the ways into the search and out of it. */
function useQuery() {
  const store = useCollectionStore();
  const [text, setText] = useText();
  /** The name of a file that is no picture. */
  const [refused, setRefused] = useState<string | null>(null);

  function searchFor(query: SearchQuery): void {
    setRefused(null);
    void store.getState().searchFor(query);
  }

  function searchByText(): void {
    if (text.trim()) searchFor({ kind: 'text', text: text.trim() });
  }

  function searchByFile(file: File | undefined): void {
    if (!file) return;
    if (refusalOf(file)) setRefused(file.name);
    else searchFor({ kind: 'file', file });
  }

  function clear(): void {
    setText('');
    setRefused(null);
    store.getState().clearSearch();
  }

  /** Back to the pictures. */
  function leave(): void {
    clear();
    store.getState().show({ returning: true });
  }

  return { text, setText, refused, searchByText, searchByFile, clear, leave };
}

/** Text of the field: that of the search, until a person types. */
function useText() {
  const searched = useCollection(({ search }) => (search?.query.kind === 'text' ? search.query.text : ''));
  const [text, setText] = useState(searched);
  useEffect(() => setText(searched), [searched]);
  return [text, setText] as const;
}

/** The field takes the focus when it is asked for elsewhere on the page. */
function useWantedFocus() {
  const app = useAppStore();
  const wanted = useApp(({ collection }) => collection.wanted?.kind === 'words');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!wanted) return;
    field.current?.focus();
    field.current?.select();
    app.getState().collection.find(null);
  }, [app, wanted]);
  return field;
}

/** Whether files are being dragged over the window. */
function useDragging(): boolean {
  const [dragging, setDragging] = useState(false);
  useWindowEvent('dragenter', ({ dataTransfer }) => setDragging(bringsFiles(dataTransfer)));
  useWindowEvent('dragleave', ({ relatedTarget }) => {
    if (relatedTarget === null) setDragging(false);
  });
  useWindowEvent('drop', () => setDragging(false));
  return dragging;
}

function ByPicture({ onPick }: { onPick: (file: File | undefined) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const m = useCollectionMessages().search;
  return (
    <>
      <Tooltip label={m.byPicture}>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={m.byPicture}
          onClick={() => input.current?.click()}
        >
          <IconPhotoSearch size={18} />
        </ActionIcon>
      </Tooltip>
      <input
        ref={input}
        data-testid="search-picture"
        type="file"
        accept="image/*"
        hidden
        aria-label={m.byPicture}
        onChange={({ currentTarget }) => {
          onPick(currentTarget.files?.[0]);
          currentTarget.value = '';
        }}
      />
    </>
  );
}
