// Not among the page's styles: only this part has them.
import '@mantine/core/styles/Checkbox.css';
import { useEffect, useState } from 'react';
import type { CollectionSource } from '../../../core/protocol';
import { createDuplicateFinder } from '../../../dataset';
import { type CollectionMessages, loadCollectionMessages } from '../../i18n/collection/messages';
import { useApp, useAppStore } from '../../store/react';
import { Contents } from './Contents';
import classes from './collection.module.css';
import { CollectionContext } from './context';
import type { ThumbnailCache } from './grid/thumbnail-cache';
import { openStore } from './open-store';
import type { CollectionStore } from './store/collection-store';
import { createJudge } from './store/visible';

/** The open collection: its grid, its run, what is kept of its texts. */
export default function CollectionView() {
  const source = useApp((state) => state.collection.source);
  const visible = useApp((state) => state.collection.view === 'grid');
  const messages = useCollectionCatalogue();
  if (!source || !messages) return null;
  return (
    <div className={classes.view} hidden={!visible}>
      <Collection source={source} messages={messages} />
    </div>
  );
}

/** In the language of the page; the one before while another is loaded. */
function useCollectionCatalogue(): CollectionMessages | null {
  const language = useApp((state) => state.language.messages.format.language);
  const [messages, setMessages] = useState<CollectionMessages | null>(null);
  useEffect(() => {
    let current = true;
    const show = (loaded: CollectionMessages) => {
      if (current) setMessages(() => loaded);
    };
    // English comes with this part.
    loadCollectionMessages(language)
      .catch(() => loadCollectionMessages('en'))
      .then(show);
    return () => {
      current = false;
    };
  }, [language]);
  return messages;
}

interface Parts {
  source: CollectionSource;
  store: CollectionStore;
  thumbnails: ThumbnailCache;
}

/** One store for each source that is opened. */
function Collection({ source, messages }: { source: CollectionSource; messages: CollectionMessages }) {
  const app = useAppStore();
  const [judge] = useState(createJudge);
  const [findDuplicates] = useState(createDuplicateFinder);
  const [parts, setParts] = useState<Parts | null>(null);
  useEffect(() => {
    const opened = openStore(source, app);
    setParts({ source, ...opened });
    return opened.dispose;
  }, [source, app]);
  if (parts?.source !== source) return null;
  const { store, thumbnails } = parts;
  return (
    <CollectionContext value={{ store, thumbnails, judge, findDuplicates, messages }}>
      <Contents />
    </CollectionContext>
  );
}
