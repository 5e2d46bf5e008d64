import { Button, Checkbox, NativeSelect, Slider, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { PictureRecord } from '../../../../core/collection';
import { useMessages } from '../../../i18n/use-messages';
import { Dialog } from '../../../parts/Dialog';
import { useCollection, useCollectionMessages, useCollectionStore, useJudge } from '../context';
import { type BulkChange, type BulkEdit, bulkChanges } from './bulk';
import classes from './edits.module.css';

const KINDS = ['replace', 'prefix', 'suffix', 'approve', 'drop', 'decorative', 'reset'] as const;
const MAX_PREVIEWED = 5;

const BLANK: { readonly [K in BulkEdit['kind']]: Extract<BulkEdit, { kind: K }> } = {
  replace: { kind: 'replace', find: '', replacement: '', matchCase: false },
  prefix: { kind: 'prefix', text: '' },
  suffix: { kind: 'suffix', text: '' },
  approve: { kind: 'approve', threshold: 0.8 },
  drop: { kind: 'drop' },
  decorative: { kind: 'decorative' },
  reset: { kind: 'reset' },
};

interface BulkProps {
  /** Those that the grid shows. */
  shown: readonly PictureRecord[];
  onClose: () => void;
}

/** Changes many texts at once: those of the selected pictures, or of all that are shown. */
export function BulkDialog({ opened, shown, onClose }: BulkProps & { opened: boolean }) {
  const selected = useCollection((state) => state.selected.size > 0);
  const m = useCollectionMessages().bulk;
  const records = useChosen(shown);
  return (
    <Dialog opened={opened} title={m.title({ count: records.length, selected })} onClose={onClose} size="lg">
      <BulkForm records={records} onClose={onClose} />
    </Dialog>
  );
}

function useChosen(shown: readonly PictureRecord[]): readonly PictureRecord[] {
  const selected = useCollection((state) => state.selected);
  return selected.size > 0 ? shown.filter(({ path }) => selected.has(path)) : shown;
}

function BulkForm({ records, onClose }: { records: readonly PictureRecord[]; onClose: () => void }) {
  const store = useCollectionStore();
  const m = useCollectionMessages().bulk;
  const { common } = useMessages();
  const { filter } = useJudge();
  const [edit, setEdit] = useState<BulkEdit>(BLANK.replace);
  const changes = useMemo(() => bulkChanges(records, edit, filter), [records, edit, filter]);

  function apply(): void {
    void store.getState().decide(changes.map(({ path, decision }) => ({ path, decision })));
    onClose();
  }

  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (changes.length > 0) apply();
      }}
    >
      <NativeSelect
        label={m.what}
        value={edit.kind}
        data={KINDS.map((value) => ({ value, label: m.kinds[value] }))}
        onChange={({ currentTarget: { value } }) => setEdit(BLANK[value as BulkEdit['kind']])}
      />
      <Fields edit={edit} onChange={setEdit} />
      <Preview changes={changes} />
      <div className={classes.actions}>
        <Button variant="default" onClick={onClose}>
          {common.cancel}
        </Button>
        <Button type="submit" disabled={changes.length === 0}>
          {m.apply({ count: changes.length })}
        </Button>
      </div>
    </form>
  );
}

/** What the edit needs to know. */
function Fields({ edit, onChange }: { edit: BulkEdit; onChange: (edit: BulkEdit) => void }) {
  const m = useCollectionMessages().bulk;
  switch (edit.kind) {
    case 'replace':
      return (
        <>
          <TextInput
            label={m.find}
            value={edit.find}
            data-autofocus
            onChange={({ currentTarget: { value } }) => onChange({ ...edit, find: value })}
          />
          <TextInput
            label={m.replacement}
            value={edit.replacement}
            onChange={({ currentTarget: { value } }) => onChange({ ...edit, replacement: value })}
          />
          <Checkbox
            label={m.matchCase}
            checked={edit.matchCase}
            onChange={({ currentTarget: { checked } }) => onChange({ ...edit, matchCase: checked })}
          />
        </>
      );
    case 'prefix':
    case 'suffix':
      return (
        <TextInput
          label={m.text}
          description={edit.kind === 'prefix' ? m.prefixHint : m.suffixHint}
          value={edit.text}
          onChange={({ currentTarget: { value } }) => onChange({ ...edit, text: value })}
        />
      );
    case 'approve':
      return (
        <div>
          <span id="bulk-threshold">{m.threshold({ share: edit.threshold })}</span>
          <Slider
            aria-labelledby="bulk-threshold"
            thumbLabel={m.threshold({ share: edit.threshold })}
            label={null}
            min={0}
            max={1}
            step={0.01}
            value={edit.threshold}
            onChange={(threshold) => onChange({ ...edit, threshold })}
          />
        </div>
      );
    default:
      return null;
  }
}

/** The first changes, before anything is changed. */
function Preview({ changes }: { changes: readonly BulkChange[] }) {
  const m = useCollectionMessages().bulk;
  return (
    <div role="status" className={classes.preview}>
      <p>{m.changes({ count: changes.length })}</p>
      <ul>
        {changes.slice(0, MAX_PREVIEWED).map(({ path, before, after, decision }) => (
          <li key={path}>
            <span className={classes.path}>{path}</span>
            {before !== null && before !== after && <del>{before}</del>}
            <ins>{after || m.becomes[decision?.kind ?? 'reset']}</ins>
          </li>
        ))}
      </ul>
    </div>
  );
}
