/** Ausgabe einer Sammlung. */
import { formatsOf } from '../../format';
import type { CollectionMessages } from '../messages';

const f = formatsOf('de');

const pictures = (count: number) => f.plural(count, { one: '1 Bild', other: `${f.number(count)} Bilder` });
/** After “von”. */
export const exporting: CollectionMessages['export'] = {
  title: 'Exportieren',
  formats: 'Formen',
  names: {
    txt: { name: 'Textdateien (.txt)', use: 'Eine neben jedem Bild' },
    caption: {
      name: 'Caption-Dateien (.caption)',
      use: 'Eine neben jedem Bild, wie kohyas Skripte sie lesen',
    },
    jsonl: { name: 'JSON-Zeilen', use: 'Alles Bekannte, zum Wiedereinlesen' },
    imagefolder: { name: 'imagefolder von Hugging Face', use: 'metadata.jsonl neben den Bildern' },
    parquet: { name: 'Parquet-Tabelle', use: 'Eine Tabelle wie von img2dataset und LAION' },
    webdataset: { name: 'WebDataset-Archiv', use: 'Ein Tar aus Bildern und Texten, zum Trainieren' },
    coco: { name: 'COCO-Bildunterschriften', use: 'Eine JSON-Datei' },
    blip: { name: 'BLIP und LAVIS', use: 'Eine JSON-Datei, um BLIP zu trainieren' },
    csv: { name: 'CSV-Tabelle', use: 'Für Tabellenprogramme' },
    wordpress: { name: 'CSV für WordPress', use: 'Für Importe von Alternativtexten' },
    shopify: { name: 'CSV für Shopify', use: 'Spalte Image Alt Text' },
    html: { name: 'HTML-Seite', use: 'Eine Seite von img-Elementen mit Alternativtexten' },
    xmp: { name: 'XMP-Begleitdateien', use: 'Für Lightroom, darktable, digiKam und Immich' },
    embed: {
      name: 'In Kopien der Bilder',
      use: 'XMP in JPEG, PNG und WebP; die Originale bleiben, wie sie sind',
    },
  },
  template: 'Um jeden Text',
  templateHint: 'Mit {caption}, {name}, {folder} und {date}.',
  templateWithout: '{caption} muss vorkommen.',
  language: 'Sprache der Texte',
  languageHint: 'Ein Kürzel wie en oder de.',
  target: 'Wohin',
  targets: {
    folder: ({ name }) => `In den Ordner ${name}`,
    other: () => 'In einen anderen Ordner',
    zip: () => 'Als Zip-Datei',
  },
  write: {
    folder: ({ name }) => `In ${name} schreiben`,
    other: () => 'Ordner wählen und schreiben',
    zip: () => 'Als Zip sichern',
  },
  dryRun: 'Probelauf',
  refused:
    'Der Browser erlaubt nicht, in diesen Ordner zu schreiben. Erlauben Sie es, wenn er fragt, oder sichern Sie als Zip-Datei.',
  wouldWrite: ({ count, partly }) =>
    `${pictures(count)} ${f.plural(count, { one: 'würde', other: 'würden' })} exportiert${partly ? ', nicht alle in jeder Form' : ''}. Geschrieben wurde nichts.`,
  firstRecords: 'Die ersten, wie die erste Form sie hat:',
  progress: 'Export',
  written: ({ count, folder, partly }) =>
    `${pictures(count)} ${folder === null ? 'als Zip-Datei' : `in den Ordner ${folder}`} exportiert${partly ? ', nicht alle in jeder Form' : ''}.`,
  files: ({ name, count, bytes }) =>
    `${name}: ${f.plural(count, { one: '1 Datei', other: `${f.number(count)} Dateien` })}, ${f.bytes(bytes)}`,
  skipped: ({ count, reason }) => `${f.number(count)} ausgelassen: ${reason}`,
  more: ({ count }) => `und ${f.number(count)} weitere`,
  skipReasons: {
    dropped: 'verworfen',
    failed: 'konnte nicht beschrieben werden',
    'not-run': 'nicht beschrieben',
    'no-text': 'hat keinen Text',
    'none-passes': 'kein Text besteht den Filter',
    decorative: 'dekorativ, und diese Form hat nur Texte',
    unreadable: 'lässt sich nicht mehr lesen',
    'not-embeddable': 'nur JPEG, PNG und WebP können einen Text aufnehmen',
    damaged: 'das Bild oder die vorhandene Begleitdatei ist beschädigt',
    'name-taken': 'ein anderes Bild heißt bis auf die Endung ebenso',
    'file-exists': 'eine Datei dieses Namens ist da und nicht von uns',
    'not-in-table': 'steht nicht in der Liste der Website',
    'too-large': 'länger, als die Form erlaubt',
  },
  skippedFile: ({ name, form, detail }) =>
    [name, form, detail === name ? null : detail].filter(Boolean).join(' – '),
  pictures: 'Auch Kopien der Bilder',
  description: 'Auch als Beschreibung, wo keine ist',
  stem: 'Begleitdateien foto.xmp nennen statt foto.jpg.xmp',
  table: ({ name }) => name ?? 'Die Bilderliste der Website wählen (CSV)',
  tableHint: 'Shopify braucht den Produktexport des Shops; bei WordPress geht es ohne.',
  another: 'In anderer Form exportieren',
};
