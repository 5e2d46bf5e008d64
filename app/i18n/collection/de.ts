/** Deutsch. */
import { formatsOf } from '../format';
import type { CollectionMessages } from './messages';
import { search } from './search/de';

const f = formatsOf('de');

const pictures = (count: number) => f.plural(count, { one: '1 Bild', other: `${f.number(count)} Bilder` });
/** After “von”. */
const ofPictures = (count: number) => f.plural(count, { one: '1 Bild', other: `${f.number(count)} Bildern` });

export const de: CollectionMessages = {
  opening: ({ count }) => `Bilder werden gesucht: bisher ${f.number(count)}.`,
  openingCancelled: 'Das Öffnen des Ordners wurde abgebrochen.',
  close: 'Schließen',

  notes: {
    readOnly:
      'Dieser Browser liest die Bilder nur während dieses Besuchs. Um später fortzufahren, öffnen Sie denselben Ordner erneut: Alles Erledigte ist gespeichert. Ergebnisse werden als Zip-Datei gesichert.',
    leftOut: ({ count }) =>
      f.plural(count, {
        one: '1 Datei wurde ausgelassen',
        other: `${f.number(count)} Dateien wurden ausgelassen`,
      }),
    leftOutFile: ({ name, reason }) => `${name}: ${reason}`,
    more: ({ count }) => `und ${f.number(count)} weitere`,
    otherModels: ({ count, models }) =>
      `${f.plural(count, { one: '1 Bild wurde', other: `${f.number(count)} Bilder wurden` })} von ${models} beschrieben, nicht vom geladenen Modell.`,
    selectThem: 'Auswählen',
    warnings: ({ count }) =>
      f.plural(count, {
        one: '1 Hinweis zu den mitgelieferten Texten',
        other: `${f.number(count)} Hinweise zu den mitgelieferten Texten`,
      }),
    reasons: {
      'not-a-picture': 'kein Bild',
      unreadable: 'nicht lesbar',
      'too-large': 'zu groß',
    },
    problems: {
      damaged: 'ist beschädigt; was davor steht, wird verwendet',
      'not-this-form': 'hat nicht die Form, die der Name sagt, oder es fehlt eine Spalte',
      encoding: 'ist nicht in UTF-8 und wurde als Windows-1252 gelesen',
      'bad-record': 'hat einen unsinnigen Eintrag',
      'no-such-picture': 'nennt ein Bild, das nicht im Ordner ist',
      'path-outside': 'nennt ein Bild außerhalb des Ordners',
      ambiguous: 'hat einen Namen, der auf mehrere Bilder passt',
      duplicate: 'beschreibt ein Bild zweimal',
      'too-large': 'ist zu lang',
    },
    warning: ({ file, record, problem, detail }) =>
      `${file}${record === null ? '' : `, Eintrag ${f.number(record)},`} ${problem}${detail ? `: ${detail}` : ''}`,
  },

  run: {
    region: 'Ordner',
    progress: 'Beschriebene Bilder',
    done: ({ count, total }) => `${f.number(count)} von ${ofPictures(total)}`,
    failed: ({ count }) => `${f.number(count)} fehlgeschlagen`,
    speed: ({ perSecond, seconds }) =>
      `${f.number(perSecond, perSecond < 10 ? 1 : 0)} pro Sekunde, noch ${f.wait(seconds)}`,
    phases: {
      idle: 'Nicht begonnen',
      waiting: 'Wartet auf das Modell',
      running: 'Beschreibt',
      pausing: 'Das angefangene Bild wird fertig gemacht',
      paused: 'Angehalten. Alles Erledigte ist gespeichert.',
      finished: 'Fertig',
      stopped: 'Gestoppt',
    },
    interrupted: 'Unterbrochen. Alles Erledigte ist gespeichert.',
    start: ({ count }) => `${pictures(count)} beschreiben`,
    again: ({ count }) =>
      `Mit ${f.plural(count, { one: '1 Bild', other: `${f.number(count)} Bildern` })} fortfahren`,
    pause: 'Anhalten',
    retryFailed: 'Fehlgeschlagene erneut versuchen',
    goOn: 'Fortfahren',
    allow: 'Wieder erlauben und fortfahren',
    close: 'Ordner schließen',
    stopped: ({ reason }) => `Das Beschreiben wurde gestoppt: ${reason} Alles Erledigte ist gespeichert.`,
    notStored: ({ reason }) => `Die letzte Entscheidung wurde nicht gespeichert: ${reason}`,
    title: ({ done, total, title }) => `${f.number(done)}/${f.number(total)} – ${title}`,
    titleOver: ({ title }) => `Fertig – ${title}`,
  },

  journal: {
    keep: 'Das Journal im Ordner führen',
    about:
      'Schreibt .blipscope.jsonl: Die Kommandozeile macht mit dem weiter, was hier geschah, und diese Seite mit dem, was dort geschah.',
    written: 'Das Journal enthält alles.',
    notWritten: ({ reason }) =>
      `Das Journal wurde nicht geschrieben: ${reason} Alles Erledigte ist in diesem Browser gespeichert.`,
    parts: { captioner: 'Modell', matcher: 'Vergleichsmodell' },
    otherRun: ({ count, names }) =>
      names.length > 0
        ? `Das Journal ist von einem anderen Lauf (${names.join(', ')}). ${f.plural(count, { one: '1 Ergebnis fehlt', other: `${f.number(count)} Ergebnisse fehlen` })} darin.`
        : `${f.plural(count, { one: '1 Ergebnis', other: `${f.number(count)} Ergebnisse` })} eines anderen Modells oder anderer Einstellungen ${f.plural(count, { one: 'fehlt', other: 'fehlen' })} im Journal.`,
    anew: 'Diesen Lauf darin beginnen',
    save: 'Journal speichern',
    saveHint:
      'Legen Sie es unter dem Namen .blipscope.jsonl in den Ordner, und die Kommandozeile macht mit dem weiter, was hier geschah.',
    empty: 'Es ist noch kein Bild beschrieben.',
  },

  grid: {
    list: 'Bilder des Ordners',
    shown: 'Welche Bilder gezeigt werden',
    kinds: {
      all: ({ count }) => `Alle (${f.number(count)})`,
      new: ({ count }) => `Nicht beschrieben (${f.number(count)})`,
      'to-review': ({ count }) => `Zu prüfen (${f.number(count)})`,
      approved: ({ count }) => `Freigegeben (${f.number(count)})`,
      dropped: ({ count }) => `Verworfen (${f.number(count)})`,
      decorative: ({ count }) => `Dekorativ (${f.number(count)})`,
      failed: ({ count }) => `Fehlgeschlagen (${f.number(count)})`,
      duplicates: ({ count }) => `Doppelte (${f.number(count)})`,
    },
    sort: 'Reihenfolge',
    sorts: {
      name: 'Nach Namen',
      date: 'Neueste zuerst',
      match: 'Passendste zuerst',
      doubt: 'Zweifelhafteste zuerst',
    },
    find: 'In Namen und Texten suchen',
    findHint: 'Namen und Texte',
    clear: 'Leeren',
    review: 'Prüfen',
    filter: 'Filter',
    bulk: 'Viele bearbeiten',
    export: 'Exportieren',
    count: ({ count }) => `${pictures(count)} gezeigt`,
    states: {
      new: 'nicht beschrieben',
      captioned: 'beschrieben',
      'to-review': 'zu prüfen',
      approved: 'freigegeben',
      edited: 'bearbeitet',
      dropped: 'verworfen',
      decorative: 'dekorativ',
      failed: 'fehlgeschlagen',
    },
    selected: ({ count }) => `${f.number(count)} ausgewählt`,
    captionAgain: 'Neu beschreiben',
    aboutDuplicates:
      'Dieselbe Datei, oder dasselbe Bild in anderer Größe oder Güte. Das größte jeder Gruppe steht vorn.',
    selectSmaller: 'Die anderen auswählen',
    selectAll: 'Alle auswählen',
    selectNone: 'Keine auswählen',
    tile: ({ name, state, text }) => [name, state, text].filter(Boolean).join(', '),
    noPictures:
      'In diesem Ordner sind keine Bilder. Gesucht werden JPEG, PNG, WebP, GIF, AVIF, HEIC, TIFF und BMP, auch in Ordnern darin.',
    openAnother: 'Einen anderen Ordner öffnen',
    noneShown: 'Kein Bild ist von dieser Art.',
    noneFound: ({ query }) => `In keinem Namen und keinem Text steht „${query}“.`,
    showAll: 'Alle zeigen',
  },

  search,

  filter: {
    title: 'Welche Texte bleiben',
    noMatches:
      'Texte werden beim Beschreiben mit ihren Bildern verglichen, von einem Modell, das vergleichen kann.',
    histogram: ({ matched }) => `${f.number(matched)} Texte danach, wie gut sie zu ihrem Bild passen`,
    original: 'War beim Bild',
    synthetic: 'Vom Modell geschrieben',
    threshold: ({ share }) => `Texte behalten, die zu mindestens ${f.percent(share)} passen`,
    keep: 'Von einem Bild bleibt',
    rules: {
      best: 'der beste Text',
      all: 'jeder Text, der passt',
      original: 'der mitgelieferte, wenn er passt, sonst der beste',
      longest: 'der längste Text, der passt',
    },
    counts: ({ pictures: kept, without, texts, dropped }) =>
      `${f.number(texts)} Texte (${pictures(kept)}) bestehen, ${f.number(dropped)} nicht; ohne Text: ${pictures(without)}. Bilder, über die Sie entschieden haben, zählen nicht mit. Gelöscht wird nichts.`,
  },

  bulk: {
    title: ({ count, selected }) =>
      `${pictures(count)} bearbeiten (${selected ? 'ausgewählte' : 'gezeigte'})`,
    what: 'Änderung',
    kinds: {
      replace: 'Suchen und ersetzen',
      prefix: 'Text oder Auslösewort davor setzen',
      suffix: 'Text anhängen',
      approve: 'Freigeben, was passt',
      drop: 'Die Bilder verwerfen',
      decorative: 'Die Bilder als dekorativ kennzeichnen',
      reset: 'Entscheidungen zurücknehmen',
    },
    find: 'Suchen',
    replacement: 'Ersetzen durch',
    matchCase: 'Groß- und Kleinschreibung beachten',
    text: 'Text',
    prefixHint: 'Bei einem Auslösewort mit Komma und Leerzeichen enden: „ohwx hund, “.',
    suffixHint: 'Mit Komma und Leerzeichen beginnen: „, Ölgemälde“.',
    threshold: ({ share }) => `Passt zu mindestens ${f.percent(share)}`,
    changes: ({ count }) =>
      count === 0
        ? 'Es würde sich nichts ändern.'
        : `Geändert ${f.plural(count, { one: 'wird', other: 'werden' })} ${pictures(count)}:`,
    becomes: {
      approved: 'freigegeben',
      edited: 'bearbeitet',
      dropped: 'verworfen',
      decorative: 'dekorativ',
      reset: 'keine Entscheidung',
    },
    apply: ({ count }) => `${pictures(count)} ändern`,
  },

  review: {
    region: 'Prüfung',
    left: ({ count, at, of }) => `Noch ${f.number(count)} (${f.number(at)} von ${f.number(of)})`,
    grid: 'Raster',
    previous: 'Voriges Bild',
    next: 'Nächstes Bild',
    notCaptioned: 'Noch ist nichts zu prüfen: Beschreiben Sie zuerst die Bilder.',
    nothing: 'Kein Bild wartet auf eine Prüfung.',
    finished: ({ left }) =>
      `Alles wurde angesehen.${left > 0 ? ` ${pictures(left)} ohne Entscheidung.` : ''}`,
    undecided: 'Die ohne Entscheidung zeigen',
    again: 'Von vorn',
    visit: 'Wörter und Karten',
    sources: { original: 'war beim Bild', synthetic: 'das Modell', human: 'Sie' },
    match: ({ share }) => `passt zu ${f.percent(share)}`,
    approve: 'Freigeben',
    edit: 'Bearbeiten',
    drop: 'Verwerfen',
    decorative: 'Dekorativ',
    decided: {
      approved: 'Freigegeben',
      edited: 'Bearbeitet',
      dropped: 'Verworfen: Das Bild fehlt in Exporten',
      decorative: 'Dekorativ: Der Alternativtext ist leer',
    },
    doubts: {
      'nothing-passes':
        'Kein Text besteht den Filter: einen wählen, einen schreiben oder das Bild verwerfen.',
      'low-itm': 'Der Text passt nur knapp zum Bild.',
      'low-word-probability': 'Bei einem Wort war das Modell unsicher.',
      disagreement: 'Der mitgelieferte Text und der des Modells widersprechen sich.',
    },
    yourText: 'Ihr Text',
    length: ({ count }) => f.plural(count, { one: '1 Zeichen', other: `${f.number(count)} Zeichen` }),
    lengths: {
      short: '(eine gute Länge)',
      long: '(lang für einen Alternativtext)',
      'too-long': '(zu lang für einen Alternativtext: als Beschreibung neben das Bild setzen)',
    },
    pictureOf: 'Dass es ein Bild ist, sagen Screenreader von selbst.',
    leaveOut: 'Weglassen',
    adviceTitle: 'Was ist ein guter Alternativtext?',
    advice: [
      'Fügt das Bild dem Text um sich nichts hinzu? Dann ist es dekorativ und sein Alternativtext leer.',
      'Ist es ein Link oder eine Schaltfläche? Dann sagen, was sie tut, nicht wie sie aussieht.',
      'Zeigt es Text? Dann hat der Alternativtext dieselben Wörter.',
      'Sonst in einem Satz sagen, was es an seiner Stelle bedeutet. Namen, Orte und Daten fügen Sie hinzu: Das Modell kann sie nicht kennen.',
    ],
    does: {
      choose: 'einen Text wählen',
      approve: 'freigeben, weiter',
      edit: 'bearbeiten',
      drop: 'verwerfen',
      decorative: 'dekorativ',
      undo: 'rückgängig',
      move: 'bewegen',
      grid: 'Raster',
    },
  },

  export: {
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
  },
};
