/** Exports of a collection, in English. */
import type { ExportFormat, SkipReason } from '../../../../core/protocol';
import type { ExportTarget } from '../../../features/collection/export/targets';
import { formatsOf } from '../../format';

const f = formatsOf('en');

const pictures = (count: number) =>
  f.plural(count, { one: '1 picture', other: `${f.number(count)} pictures` });

export const exporting = {
  title: 'Export',
  formats: 'Forms',
  names: {
    txt: { name: 'Text files (.txt)', use: 'One beside each picture' },
    caption: {
      name: 'Caption files (.caption)',
      use: 'One beside each picture, as kohya’s scripts read them',
    },
    jsonl: { name: 'JSON lines', use: 'Everything known, to be read back' },
    imagefolder: { name: 'Hugging Face imagefolder', use: 'metadata.jsonl beside the pictures' },
    parquet: { name: 'Parquet', use: 'A table as img2dataset and LAION make it' },
    webdataset: { name: 'WebDataset', use: 'A tar of pictures and texts, for training' },
    coco: { name: 'COCO captions', use: 'One JSON file' },
    blip: { name: 'BLIP and LAVIS', use: 'One JSON file, for training BLIP' },
    csv: { name: 'CSV', use: 'For spreadsheets' },
    wordpress: { name: 'CSV for WordPress', use: 'For alt text importers' },
    shopify: { name: 'CSV for Shopify', use: 'Image Alt Text' },
    html: { name: 'HTML', use: 'A page of img elements with alt texts' },
    xmp: { name: 'XMP sidecars', use: 'For Lightroom, darktable, digiKam, Immich' },
    embed: {
      name: 'Inside copies of the pictures',
      use: 'XMP in JPEG, PNG and WebP; the originals stay as they are',
    },
  } satisfies Record<ExportFormat, { name: string; use: string }>,
  template: 'Around each text',
  templateHint: 'With {caption}, {name}, {folder} and {date}.',
  templateWithout: 'It needs {caption}.',
  language: 'Language of the texts',
  languageHint: 'A code such as en or de.',
  target: 'Where',
  targets: {
    folder: ({ name }) => `Into the folder ${name}`,
    other: () => 'Into another folder',
    zip: () => 'As a zip file',
  } satisfies Record<ExportTarget, (values: { name: string }) => string>,
  write: {
    folder: ({ name }) => `Write into ${name}`,
    other: () => 'Choose a folder and write',
    zip: () => 'Save as zip',
  } satisfies Record<ExportTarget, (values: { name: string }) => string>,
  dryRun: 'Dry run',
  refused: 'The browser does not allow writing into this folder. Allow it when asked, or save a zip file.',
  wouldWrite: ({ count, partly }: { count: number; partly: boolean }) =>
    `${pictures(count)} would be exported${partly ? ', not all in every form' : ''}. Nothing has been written.`,
  firstRecords: 'The first ones, as the first form has them:',
  progress: 'Export',
  written: ({ count, folder, partly }: { count: number; folder: string | null; partly: boolean }) =>
    `${pictures(count)} exported ${folder === null ? 'as a zip file' : `into the folder ${folder}`}${partly ? ', not all in every form' : ''}.`,
  files: ({ name, count, bytes }: { name: string; count: number; bytes: number }) =>
    `${name}: ${f.plural(count, { one: '1 file', other: `${f.number(count)} files` })}, ${f.bytes(bytes)}`,
  skipped: ({ count, reason }: { count: number; reason: string }) => `${f.number(count)} left out: ${reason}`,
  more: ({ count }: { count: number }) => `and ${f.number(count)} more`,
  skipReasons: {
    dropped: 'dropped',
    failed: 'it could not be captioned',
    'not-run': 'not captioned',
    'no-text': 'it has no text',
    'none-passes': 'no text passes the filter',
    decorative: 'decorative, and this form has texts only',
    unreadable: 'it cannot be read any more',
    'not-embeddable': 'only JPEG, PNG and WebP can hold a text',
    damaged: 'the picture, or the sidecar that is there, is damaged',
    'name-taken': 'another picture has the same name but for its ending',
    'file-exists': 'a file of this name is there and is not ours',
    'not-in-table': 'it is not in the list of the site',
    'too-large': 'longer than the form allows',
  } satisfies Record<SkipReason, string>,
  skippedFile: ({ name, form, detail }: { name: string; form: string | null; detail: string | null }) =>
    [name, form, detail === name ? null : detail].filter(Boolean).join(' – '),
  pictures: 'Copies of the pictures too',
  description: 'Also as description, where there is none',
  stem: 'Name sidecars photo.xmp instead of photo.jpg.xmp',
  table: ({ name }: { name: string | null }) => name ?? 'Choose the site’s own list of its pictures (CSV)',
  tableHint: 'Shopify needs the product export of the shop; WordPress can do without.',
  another: 'Export in another form',
};
