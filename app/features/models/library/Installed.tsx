import { Button, CloseButton } from '@mantine/core';
import type { InstalledBundle } from '../../../../core/protocol';
import { useMessages } from '../../../i18n/use-messages';
import { useApp, useAppStore } from '../../../store/react';
import { noticeText } from '../active/model.selectors';
import { shortName } from '../install/wanted';
import classes from '../models.module.css';
import { Trouble } from '../Trouble';
import { BundleItem } from './BundleItem';
import { DemoItem } from './DemoItem';

const NONE: readonly InstalledBundle[] = [];

/** The models on this device, the one that comes with the app first. */
export function Installed() {
  const { models, common } = useMessages();
  const m = models.library;
  const { getState } = useAppStore();
  const { error, loading } = useApp(({ library }) => ({
    error: library.error,
    loading: library.contents === null,
  }));
  const bundles = useApp(({ library }) => library.contents?.bundles ?? NONE);
  return (
    <section aria-labelledby="installed-title" aria-busy={loading && !error}>
      <h3 id="installed-title" className={classes.subtitle}>
        {m.title}
      </h3>
      <ModelNote />
      <DeletedNote />
      {error && (
        <Trouble
          title={m.failed}
          error={error}
          action={{ label: common.tryAgain, act: () => void getState().library.refresh() }}
        />
      )}
      <ul className={classes.list}>
        <li className={classes.item}>
          <DemoItem />
        </li>
        {bundles.map((bundle) => (
          <li key={bundle.key} className={classes.item}>
            <BundleItem bundle={bundle} />
          </li>
        ))}
      </ul>
      {loading && !error && <p className={classes.facts}>{m.loading}</p>}
      {!loading && bundles.length === 0 && <p className={classes.facts}>{m.empty}</p>}
    </section>
  );
}

/** Why another model runs than the one that was chosen. */
function ModelNote() {
  const messages = useMessages();
  const { getState } = useAppStore();
  const notice = useApp((state) => state.model.notice);
  if (!notice) return null;
  return (
    <div role="alert" className={classes.note}>
      <span className={classes.grow}>{noticeText(messages, notice)}</span>
      <CloseButton
        size={44}
        aria-label={messages.common.dismiss}
        onClick={() => getState().model.dismissNotice()}
      />
    </div>
  );
}

function DeletedNote() {
  const { models, common } = useMessages();
  const m = models.library;
  const { getState } = useAppStore();
  const bundle = useApp((state) => state.library.deleted?.bundle ?? null);
  if (!bundle) return null;
  return (
    <div className={classes.note}>
      <span className={classes.grow}>{m.deleted({ name: shortName(bundle.id), bytes: bundle.bytes })}</span>
      <Button variant="subtle" size="compact-md" onClick={() => void getState().library.undoDelete()}>
        {common.undo}
      </Button>
      <CloseButton
        size={44}
        aria-label={m.deleteForGood}
        title={m.deleteForGood}
        onClick={() => void getState().library.purgeDeleted()}
      />
    </div>
  );
}
