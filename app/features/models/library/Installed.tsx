import { Button, CloseButton } from '@mantine/core';
import type { InstalledBundle } from '../../../../core/protocol';
import { useApp, useAppStore } from '../../../store/react';
import { bytesText } from '../install/amounts';
import { shortName } from '../install/wanted';
import classes from '../models.module.css';
import { Trouble } from '../Trouble';
import { BundleItem } from './BundleItem';
import { DemoItem } from './DemoItem';

const NONE: readonly InstalledBundle[] = [];

/** The models on this device, the one that comes with the app first. */
export function Installed() {
  const { getState } = useAppStore();
  const { error, loading } = useApp(({ library }) => ({
    error: library.error,
    loading: library.contents === null,
  }));
  const bundles = useApp(({ library }) => library.contents?.bundles ?? NONE);
  return (
    <section aria-labelledby="installed-title" aria-busy={loading && !error}>
      <h3 id="installed-title" className={classes.subtitle}>
        On this device
      </h3>
      <ModelNote />
      <DeletedNote />
      {error && (
        <Trouble
          title="The models on this device could not be managed."
          error={error}
          action={{ label: 'Try again', act: () => void getState().library.refresh() }}
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
      {loading && !error && <p className={classes.facts}>Looking at what else is here…</p>}
      {!loading && bundles.length === 0 && (
        <p className={classes.facts}>
          The demo model knows drawn scenes only. For photographs, add one of the models below.
        </p>
      )}
    </section>
  );
}

/** Why another model runs than the one that was chosen. */
function ModelNote() {
  const { getState } = useAppStore();
  const notice = useApp((state) => state.model.notice);
  if (!notice) return null;
  return (
    <div role="alert" className={classes.note}>
      <span className={classes.grow}>{notice}</span>
      <CloseButton size={44} aria-label="Dismiss" onClick={() => getState().model.dismissNotice()} />
    </div>
  );
}

function DeletedNote() {
  const { getState } = useAppStore();
  const bundle = useApp((state) => state.library.deleted?.bundle ?? null);
  if (!bundle) return null;
  return (
    <div className={classes.note}>
      <span className={classes.grow}>
        “{shortName(bundle.id)}” was deleted. Dismiss this to free its {bytesText(bundle.bytes)} for good.
      </span>
      <Button variant="subtle" size="compact-md" onClick={() => void getState().library.undoDelete()}>
        Undo
      </Button>
      <CloseButton
        size={44}
        aria-label="Delete it for good"
        title="Delete it for good"
        onClick={() => void getState().library.purgeDeleted()}
      />
    </div>
  );
}
