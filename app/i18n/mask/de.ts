/** What the page says about masking parts of a picture, which the test of a map does too, in German. */
import type { Messages } from '../messages';
import { f, places } from '../shared/de';

export const mask: Messages['mask'] = {
  tool: 'Teile des Bildes verdecken',
  toolHint: 'Teile des Bildes verdecken: Was wäre, wenn das nicht da wäre? (X)',
  frame:
    'Zu verdeckender Teil. Pfeiltasten bewegen ihn, Umschalt mit Pfeiltasten ändert die Größe, Eingabe verdeckt ihn, Escape beendet.',
  region: ({ place, width, height }) =>
    `${places[place]}, ${f.percent(width)} breit, ${f.percent(height)} hoch`,
  show: ({ number, place }) => `Verdeckten Teil ${number} wieder zeigen, ${places[place]}`,
  draw: 'Über das ziehen, was verdeckt werden soll.',
  masked: ({ count }) => f.plural(count, { one: '1 Teil verdeckt.', other: `${count} Teile verdeckt.` }),
  showAll: 'Alles zeigen',
  done: 'Fertig',
  canvas: ({ count, where }) => {
    const list = where.map((place) => places[place]).join('; ');
    return f.plural(count, {
      one: `1 Teil ist für das Modell verdeckt: ${list}`,
      other: `${count} Teile sind für das Modell verdeckt: ${list}`,
    });
  },
  note: ({ count }) =>
    f.plural(count, {
      one: '<b>Mit 1 verdeckten Teil des Bildes.</b>',
      other: `<b>Mit ${count} verdeckten Teilen des Bildes.</b>`,
    }),
  noteBefore: ({ count, caption }) =>
    f.plural(count, {
      one: `<b>Mit 1 verdeckten Teil des Bildes.</b> Zum ganzen Bild: „${caption}“.`,
      other: `<b>Mit ${count} verdeckten Teilen des Bildes.</b> Zum ganzen Bild: „${caption}“.`,
    }),
  back: 'Zurück zum ganzen Bild',
  captionOfMasked: ({ count }) =>
    f.plural(count, {
      one: 'Mit 1 verdeckten Teil des Bildes',
      other: `Mit ${count} verdeckten Teilen des Bildes`,
    }),
  captionOfWhole: 'Zum ganzen Bild',
};

export const mapTest: Messages['mapTest'] = {
  open: 'Diese Karte prüfen',
  openHint: 'Diese Karte prüfen: Hängt das Wort an dem, was sie markiert? (T)',
  dialog: 'Prüfung der Karte',
  title: 'Ist diese Karte getreu?',
  mapOf: 'Die Karte von',
  word: ({ word }) => `„${word}“`,
  sentence: 'Der Satz',
  explanation:
    'Verwischt das Fünftel des Bildes, das die Karte am stärksten markiert, und fragt das Modell noch einmal; dann dieselbe Fläche an anderer Stelle, dreimal. Ist die Karte getreu, senkt das Erste die Wahrscheinlichkeit stärker. Danach wird immer mehr vom Bild verdeckt und gezeigt.',
  again: 'Erneut prüfen',
  ownWords: 'geprüft werden die Wörter des Modells, nicht Ihre Änderung',
  progress: 'Die Karte wird geprüft',
  cancelled: 'Abgebrochen.',
  partial: 'Abgebrochen: Dieses Ergebnis ist unvollständig.',
  why: {
    'no-caption': 'Es gibt noch keine Bildunterschrift.',
    'no-map': 'Es gibt noch keine Karte.',
    writing: 'Die Bildunterschrift wird noch geschrieben.',
    'no-model': 'Das Modell ist noch nicht geladen.',
    'other-model':
      'Ein anderes Modell hat diese Bildunterschrift geschrieben. Beschriften Sie neu, um die Karten des geladenen zu prüfen.',
  },
  drop: {
    word: ({ word, before, marked, moved }) =>
      `Wahrscheinlichkeit von „${word}“: ${f.percent(before)}, wenn nichts verdeckt ist, ${f.percent(marked)}, wenn verdeckt ist, was diese Karte markiert, ${f.percent(moved)}, wenn dieselbe Fläche an anderer Stelle verdeckt ist.`,
    sentence: ({ before, marked, moved }) =>
      `Wahrscheinlichkeit des Satzes, je Wortstück: ${f.percent(before)}, wenn nichts verdeckt ist, ${f.percent(marked)}, wenn verdeckt ist, was diese Karte markiert, ${f.percent(moved)}, wenn dieselbe Fläche an anderer Stelle verdeckt ist.`,
    match: ({ before, marked, moved }) =>
      `Übereinstimmung von Satz und Bild: ${f.percent(before)}, wenn nichts verdeckt ist, ${f.percent(marked)}, wenn verdeckt ist, was diese Karte markiert, ${f.percent(moved)}, wenn dieselbe Fläche an anderer Stelle verdeckt ist.`,
  },
  verdicts: {
    deletion: 'Die Karte besteht: Was sie markiert, ist wichtiger als der Rest.',
    insertion:
      'Die Karte besteht: Irgendein Fünftel zu verdecken senkt die Wahrscheinlichkeit hier schon stark, aber was die Karte markiert, zählt zuerst, und allein gezeigt bringt es das Wort am schnellsten zurück.',
    fails:
      'Die Karte besteht ihre Prüfung nicht: Was sie markiert, ist nicht deutlich wichtiger als dieselbe Fläche an anderer Stelle. Lesen Sie nicht zu viel hinein.',
  },
  doubts: {
    match: ({ share }) =>
      `Der Satz passt kaum zu diesem Bild (${f.percent(share)}), daher gibt es für eine Karte wenig zu erklären.`,
    word: ({ share }) =>
      `Das Modell hat dieses Wort geraten (${f.percent(share)}), daher erklärt seine Karte etwas Geratenes.`,
  },
  passed: 'Karte hat ihre Prüfung bestanden',
  failed: 'Karte hat ihre Prüfung nicht bestanden',
  deletion: {
    name: 'Immer mehr verdecken',
    term: 'Deletion-Kurve (RISE, Petsiuk et al. 2018): Die am stärksten markierten Patches werden zuerst verwischt',
    areas: ({ map, moved }) =>
      `Fläche ${f.number(map, 2)}, an anderer Stelle ${f.number(moved, 2)}; weniger ist besser`,
    measuring: 'Immer mehr verdecken, wird gemessen',
    spoken: ({ points, map, moved }) =>
      `Immer mehr verdecken: ${spokenPoints(points)}. Fläche ${f.number(map, 2)} für diese Karte, ${f.number(moved, 2)} an anderer Stelle; weniger ist besser.`,
  },
  insertion: {
    name: 'Immer mehr zeigen',
    term: 'Insertion-Kurve (RISE, Petsiuk et al. 2018): Die am stärksten markierten Patches werden zuerst gezeigt',
    areas: ({ map, moved }) =>
      `Fläche ${f.number(map, 2)}, an anderer Stelle ${f.number(moved, 2)}; mehr ist besser`,
    measuring: 'Immer mehr zeigen, wird gemessen',
    spoken: ({ points, map, moved }) =>
      `Immer mehr zeigen: ${spokenPoints(points)}. Fläche ${f.number(map, 2)} für diese Karte, ${f.number(moved, 2)} an anderer Stelle; mehr ist besser.`,
  },
  key: '<map/> diese Karte <moved/> dieselbe Karte an anderer Stelle',
  numbers: 'In Zahlen',
  columns: { share: 'Vom Bild', masked: 'verdeckt', shown: 'gezeigt', elsewhere: 'an anderer Stelle' },
};

function spokenPoints(points: readonly Record<'share' | 'score', number>[]): string {
  return points.map(({ share, score }) => `${f.percent(score)} bei ${f.percent(share)}`).join(', ');
}
