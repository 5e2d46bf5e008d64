/** Durchsicht einer Sammlung. */
import { formatsOf } from '../../format';
import type { CollectionMessages } from '../messages';

const f = formatsOf('de');

const pictures = (count: number) => f.plural(count, { one: '1 Bild', other: `${f.number(count)} Bilder` });
/** After “von”. */
export const review: CollectionMessages['review'] = {
  region: 'Prüfung',
  left: ({ count, at, of }) => `Noch ${f.number(count)} (${f.number(at)} von ${f.number(of)})`,
  grid: 'Raster',
  previous: 'Voriges Bild',
  next: 'Nächstes Bild',
  notCaptioned: 'Noch ist nichts zu prüfen: Beschreiben Sie zuerst die Bilder.',
  nothing: 'Kein Bild wartet auf eine Prüfung.',
  finished: ({ left }) => `Alles wurde angesehen.${left > 0 ? ` ${pictures(left)} ohne Entscheidung.` : ''}`,
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
    'nothing-passes': 'Kein Text besteht den Filter: einen wählen, einen schreiben oder das Bild verwerfen.',
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
};
