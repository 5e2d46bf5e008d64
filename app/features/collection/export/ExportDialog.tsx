import { Button, Checkbox, NativeSelect, Progress, TextInput } from '@mantine/core';
import { useState } from 'react';
import {
  DEFAULT_FORMAT_OPTIONS,
  EXPORT_FORMATS,
  type ExportFormat,
  type ExportSettings,
} from '../../../../core/protocol';
import { errorText } from '../../../i18n/messages';
import { useMessages } from '../../../i18n/use-messages';
import { Dialog } from '../../../parts/Dialog';
import { WRITING_REFUSED } from '../../../worker-client/errors';
import { useCollection, useCollectionMessages, useCollectionStore, useJudge } from '../context';
import classes from './export.module.css';
import { Options } from './Options';
import { DryRun, Report } from './Report';
import { SaveJournal } from './SaveJournal';
import { type ExportTarget, targetsFor } from './targets';
import { useExport } from './use-export';

/** Chooses forms, shows what they would write, and writes them into a folder or a zip file. */
export function ExportDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const m = useCollectionMessages().export;
  return (
    <Dialog opened={opened} title={m.title} onClose={onClose} size="xl">
      <ExportForm onClose={onClose} />
    </Dialog>
  );
}

const DEFAULTS: Omit<ExportSettings, 'filter'> = {
  formats: ['txt'],
  template: '{caption}',
  language: 'en',
  options: DEFAULT_FORMAT_OPTIONS,
};

function ExportForm({ onClose }: { onClose: () => void }) {
  const m = useCollectionMessages().export;
  const { filter } = useJudge();
  const store = useCollectionStore();
  const form = useCollection(({ exportForm }) => exportForm) ?? DEFAULTS;
  const { target, targets, setTarget } = useTarget();
  const writing = useExport();
  const { formats, template, language, options } = form;

  /** What a dry run has shown is no longer what would be written. */
  function change(changes: Partial<typeof form>): void {
    store.getState().show({ exportForm: { ...form, ...changes } });
    writing.reset();
  }

  if (writing.report)
    return (
      <Report report={writing.report} folder={writing.folder} onBack={writing.reset} onClose={onClose} />
    );
  return (
    <form className={classes.form} onSubmit={(event) => event.preventDefault()}>
      <Formats chosen={formats} onChange={(formats) => change({ formats })} disabled={writing.isBusy} />
      <TextInput
        label={m.template}
        description={m.templateHint}
        error={template.includes('{caption}') ? null : m.templateWithout}
        value={template}
        onChange={({ currentTarget: { value } }) => change({ template: value })}
      />
      {formats.some((format) => format === 'xmp' || format === 'embed') && (
        <TextInput
          label={m.language}
          description={m.languageHint}
          value={language}
          onChange={({ currentTarget: { value } }) => change({ language: value })}
        />
      )}
      <Targets
        target={target}
        targets={targets}
        onChange={(target) => {
          setTarget(target);
          writing.reset();
        }}
      />
      <Options
        formats={formats}
        target={target}
        options={{ ...DEFAULT_FORMAT_OPTIONS, ...options }}
        onChange={(changes) => change({ options: { ...options, ...changes } })}
      />
      <SaveJournal />
      {writing.dryRun && <DryRun report={writing.dryRun} />}
      <Actions settings={settingsFor(target, { ...form, filter })} target={target} writing={writing} />
    </form>
  );
}

/** Where to, of what this browser and this collection allow; the collection's own folder first. */
function useTarget() {
  const handle = useCollection(({ summary }) => summary?.handle ?? null);
  const targets = targetsFor(handle);
  const [chosen, setTarget] = useState<ExportTarget | null>(null);
  return { target: chosen ?? targets[0], targets, setTarget };
}

/** The pictures lie in their own folder already. */
function settingsFor(target: ExportTarget, settings: ExportSettings): ExportSettings {
  if (target !== 'folder') return settings;
  return { ...settings, options: { ...settings.options, pictures: false } };
}

interface TargetsProps {
  target: ExportTarget;
  targets: readonly ExportTarget[];
  onChange: (target: ExportTarget) => void;
}

function Targets({ target, targets, onChange }: TargetsProps) {
  const m = useCollectionMessages().export;
  const name = useCollection(({ summary }) => summary?.name ?? '');
  if (targets.length === 1) return null;
  return (
    <NativeSelect
      label={m.target}
      value={target}
      data={targets.map((value) => ({ value, label: m.targets[value]({ name }) }))}
      onChange={({ currentTarget: { value } }) => onChange(value as ExportTarget)}
    />
  );
}

interface FormatsProps {
  chosen: readonly ExportFormat[];
  onChange: (formats: readonly ExportFormat[]) => void;
  disabled: boolean;
}

function Formats({ chosen, onChange, disabled }: FormatsProps) {
  const m = useCollectionMessages().export;
  return (
    <Checkbox.Group label={m.formats} value={[...chosen]} onChange={(values) => onChange(inOrder(values))}>
      <div className={classes.formats}>
        {EXPORT_FORMATS.map((format) => (
          <Checkbox
            key={format}
            value={format}
            disabled={disabled}
            label={m.names[format].name}
            description={m.names[format].use}
          />
        ))}
      </div>
    </Checkbox.Group>
  );
}

function inOrder(values: readonly string[]): ExportFormat[] {
  return EXPORT_FORMATS.filter((format) => values.includes(format));
}

interface ActionsProps {
  settings: ExportSettings;
  target: ExportTarget;
  writing: ReturnType<typeof useExport>;
}

/** Tries, writes, and says how far that is or what went wrong. */
function Actions({ settings, target, writing }: ActionsProps) {
  const messages = useMessages();
  const m = useCollectionMessages().export;
  const name = useCollection(({ summary }) => summary?.name ?? '');
  const ready = settings.formats.length > 0 && settings.template.includes('{caption}') && !writing.isBusy;
  return (
    <div className={classes.foot}>
      {writing.error && (
        <p role="alert">
          {writing.error === WRITING_REFUSED ? m.refused : errorText(messages, writing.error)}
        </p>
      )}
      {writing.progress && (
        <Progress
          value={(100 * writing.progress.done) / Math.max(1, writing.progress.total)}
          aria-label={m.progress}
        />
      )}
      <div className={classes.actions}>
        {writing.isBusy ? (
          <Button variant="default" onClick={writing.cancel}>
            {messages.common.cancel}
          </Button>
        ) : (
          <Button variant="default" disabled={!ready} onClick={() => void writing.tryOut(settings, target)}>
            {m.dryRun}
          </Button>
        )}
        <Button disabled={!ready} onClick={() => void writing.write(settings, target)}>
          {m.write[target]({ name })}
        </Button>
      </div>
    </div>
  );
}
