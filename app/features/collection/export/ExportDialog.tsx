import { Button, Checkbox, Progress, TextInput } from '@mantine/core';
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
import { useCollection, useCollectionMessages, useJudge } from '../context';
import classes from './export.module.css';
import { Options } from './Options';
import { Report } from './Report';
import { useExport } from './use-export';

/** Chooses forms, shows what they would write, and writes them into the folder or a zip file. */
export function ExportDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const m = useCollectionMessages().export;
  return (
    <Dialog opened={opened} title={m.title} onClose={onClose} size="xl">
      <ExportForm onClose={onClose} />
    </Dialog>
  );
}

function ExportForm({ onClose }: { onClose: () => void }) {
  const m = useCollectionMessages().export;
  const { filter } = useJudge();
  const [formats, setFormats] = useState<readonly ExportFormat[]>(['txt']);
  const [template, setTemplate] = useState('{caption}');
  const [language, setLanguage] = useState('en');
  const writing = useExport();
  const [options, setOptions] = useState(DEFAULT_FORMAT_OPTIONS);
  const settings: ExportSettings = { formats, filter, template, language, options };
  if (writing.report) return <Report report={writing.report} onBack={writing.reset} onClose={onClose} />;
  return (
    <form className={classes.form} onSubmit={(event) => event.preventDefault()}>
      <Formats chosen={formats} onChange={setFormats} disabled={writing.isBusy} />
      <TextInput
        label={m.template}
        description={m.templateHint}
        error={template.includes('{caption}') ? null : m.templateWithout}
        value={template}
        onChange={({ currentTarget: { value } }) => setTemplate(value)}
      />
      {formats.some((format) => format === 'xmp' || format === 'embed') && (
        <TextInput
          label={m.language}
          description={m.languageHint}
          value={language}
          onChange={({ currentTarget: { value } }) => setLanguage(value)}
        />
      )}
      <Options
        formats={formats}
        options={options}
        onChange={(changes) => setOptions({ ...options, ...changes })}
      />
      <Actions settings={settings} writing={writing} />
    </form>
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

/** Previews, writes, and says how far that is or what went wrong. */
function Actions({ settings, writing }: { settings: ExportSettings; writing: ReturnType<typeof useExport> }) {
  const messages = useMessages();
  const m = useCollectionMessages().export;
  const handle = useCollection(({ summary }) => summary?.handle ?? null);
  const ready = settings.formats.length > 0 && settings.template.includes('{caption}') && !writing.isBusy;
  return (
    <>
      {writing.preview && <pre className={classes.preview}>{writing.preview.join('\n\n')}</pre>}
      {writing.error && <p role="alert">{errorText(messages, writing.error)}</p>}
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
          <Button variant="default" disabled={!ready} onClick={() => void writing.show(settings)}>
            {m.preview}
          </Button>
        )}
        {handle && (
          <Button variant="default" disabled={!ready} onClick={() => void writing.toFolder(settings, handle)}>
            {m.toFolder({ name: handle.name })}
          </Button>
        )}
        <Button disabled={!ready} onClick={() => void writing.toZip(settings)}>
          {m.toZip}
        </Button>
      </div>
    </>
  );
}
