/** Deutsch. */
import { formatsOf } from '../format';
import { exporting } from './export/de';
import type { CollectionMessages } from './messages';
import { review } from './review/de';
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

  review,

  export: exporting,
};
