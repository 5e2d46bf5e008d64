import { Button, Checkbox } from '@mantine/core';
import { useRef } from 'react';
import type { ExportFormat, FormatOptions } from '../../../../core/protocol';
import { useCollectionMessages } from '../context';
import classes from './export.module.css';
import type { ExportTarget } from './targets';

interface OptionsProps {
  formats: readonly ExportFormat[];
  target: ExportTarget;
  options: FormatOptions;
  onChange: (changes: Partial<FormatOptions>) => void;
}

/** WebDataset and embedded XMP always have them; the other forms are for where the pictures are. */
const WITH_PICTURES: readonly ExportFormat[] = [
  'txt',
  'caption',
  'jsonl',
  'imagefolder',
  'parquet',
  'coco',
  'blip',
  'html',
  'xmp',
];
const XMP: readonly ExportFormat[] = ['xmp', 'embed'];
const SITES: readonly ExportFormat[] = ['wordpress', 'shopify'];

/** What the chosen forms ask; nothing where they ask nothing. */
export function Options({ formats, target, options, onChange }: OptionsProps) {
  const m = useCollectionMessages().export;
  const asks = (some: readonly ExportFormat[]) => formats.some((format) => some.includes(format));
  return (
    <>
      {target !== 'folder' && asks(WITH_PICTURES) && (
        <Checkbox
          label={m.pictures}
          checked={options.pictures}
          onChange={({ currentTarget: { checked } }) => onChange({ pictures: checked })}
        />
      )}
      {asks(XMP) && (
        <Checkbox
          label={m.description}
          checked={options.description}
          onChange={({ currentTarget: { checked } }) => onChange({ description: checked })}
        />
      )}
      {formats.includes('xmp') && (
        <Checkbox
          label={m.stem}
          checked={options.sidecarName === 'stem'}
          onChange={({ currentTarget: { checked } }) => onChange({ sidecarName: checked ? 'stem' : 'full' })}
        />
      )}
      {asks(SITES) && <Table table={options.table} onChange={(table) => onChange({ table })} />}
    </>
  );
}

/** The site's own list of its pictures. */
function Table({ table, onChange }: { table: File | null; onChange: (table: File | null) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const m = useCollectionMessages().export;
  return (
    <div className={classes.table}>
      <Button variant="default" onClick={() => input.current?.click()}>
        {m.table({ name: table?.name ?? null })}
      </Button>
      <span>{m.tableHint}</span>
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv"
        hidden
        aria-label={m.table({ name: null })}
        onChange={({ currentTarget }) => onChange(currentTarget.files?.[0] ?? null)}
      />
    </div>
  );
}
