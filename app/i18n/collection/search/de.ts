/** Suche in einem Ordner, Schlagwörter und Doppelte. */
import { formatsOf } from '../../format';
import type { search as english } from './en';

const f = formatsOf('de');

const pictures = (count: number) => f.plural(count, { one: '1 Bild', other: `${f.number(count)} Bilder` });
/** After “von”. */
const ofPictures = (count: number) => f.plural(count, { one: '1 Bild', other: `${f.number(count)} Bildern` });

export const search: typeof english = {
  region: 'Bilder suchen',
  field: 'Was auf dem Bild zu sehen ist (auf Englisch)',
  placeholder: 'Suchen, auf Englisch: a red ball on snow',
  submit: 'Suchen',
  clear: 'Suche beenden',
  byPicture: 'Mit einem Bild suchen',
  dropHere: 'Ein Bild hier ablegen, um ähnliche zu finden',
  notAPicture: ({ name }) => `${name} ist kein Bild.`,
  labels: 'Schlagwörter',
  aPicture: 'dem Bild',
  searching: 'Wird gesucht',
  checking: ({ done, total, count }) =>
    `Genau angesehen: ${f.number(done)} von ${f.number(total)}, bisher ${f.plural(count, { one: 'passt 1', other: `passen ${f.number(count)}` })}`,
  progress: 'Genau angesehene Bilder',
  found: ({ count, total, text }) =>
    `${f.number(count)} von ${ofPictures(total)} ${f.plural(count, { one: 'passt', other: 'passen' })} zu „${text}“.`,
  foundLike: ({ name }) => `Die ähnlichsten zu ${name} zuerst.`,
  cancelled: ({ done, total }) =>
    `Angehalten: ${f.number(done)} von ${f.number(total)} wurden genau angesehen.`,
  goOn: 'Noch einmal suchen',
  heldOrder: 'Die Bilder werden geordnet, sobald Sie sie verlassen.',
  bestHit: 'Beste Treffer zuerst',
  noneFit: ({ text }) =>
    `Kein Bild passt zur Hälfte oder mehr zu „${text}“. Sagen Sie schlicht, was zu sehen sein soll: „a dog on a beach“, nicht „summer mood“.`,
  noHits: 'Kein Bild wurde gefunden.',
  showMore: ({ count }) =>
    f.plural(count, {
      one: 'Noch eines zeigen, das weniger passt',
      other: `${f.number(count)} weitere zeigen, die weniger passen`,
    }),
  showNearest: ({ count }) =>
    f.plural(count, {
      one: 'Das nächste trotzdem zeigen',
      other: `Die ${f.number(count)} nächsten trotzdem zeigen`,
    }),
  showLess: 'Nur zeigen, was passt',
  share: ({ share }) => f.percent(share),
  shareMeans: ({ share }) => `passt zu ${f.percent(share)}`,
  similar: 'Ähnliche Bilder (L)',
  failed: ({ reason }) => `Die Suche schlug fehl: ${reason}`,
  noMatcher:
    'Die Suche braucht ein Modell, das sagt, wie gut ein Text zu einem Bild passt. Keines ist geladen.',
  chooseModel: 'Modell wählen',

  vectors: {
    missing: ({ count, seconds }) =>
      `${f.plural(count, { one: '1 Bild hat', other: `${f.number(count)} Bilder haben` })} noch keinen Vektor und ${f.plural(count, { one: 'kann', other: 'können' })} nicht gefunden werden.${seconds === null ? '' : ` Das Berechnen dauert etwa ${f.wait(seconds)}.`}`,
    make: 'Berechnen',
    goOn: 'Fortsetzen',
    byRun: 'Beim Beschreiben entstehen sie.',
    making: ({ done, total }) => `Vektoren werden berechnet: ${f.number(done)} von ${f.number(total)}`,
    left: ({ seconds }) => `noch ${f.wait(seconds)}`,
    progress: 'Bilder mit Vektor',
    pause: 'Anhalten',
    paused: 'Angehalten. Alles Erledigte ist gespeichert.',
    failures: ({ count }) =>
      `${pictures(count)} ${f.plural(count, { one: 'konnte', other: 'konnten' })} nicht gelesen werden.`,
    failed: ({ reason }) =>
      `Das Berechnen der Vektoren wurde beendet: ${reason} Alles Erledigte ist gespeichert.`,
  },

  sorting: {
    title: 'Nach meinen Schlagwörtern sortieren',
    about: 'Jedes Bild bekommt das Schlagwort, das am besten passt, wenn eines zur Hälfte oder mehr passt.',
    add: 'Schlagwort (auf Englisch)',
    addHint: 'a dog, a house, a car',
    addNow: 'Hinzufügen',
    remove: ({ label }) => `${label} entfernen`,
    list: 'Schlagwörter',
    label: ({ label, count }) => `${label}: ${f.number(count)}`,
    none: ({ count }) => `Keines davon: ${f.number(count)}`,
    run: ({ count }) => `${pictures(count)} sortieren`,
    progress: 'Sortierte Bilder',
    done: ({ done, total }) => `${f.number(done)} von ${ofPictures(total)} sortiert`,
    sorted: ({ done, total }) =>
      `${pictures(done)} sortiert. ${done === total ? 'Ein Schlagwort zeigt seine Bilder.' : `${f.plural(total - done, { one: '1 ist', other: `${f.number(total - done)} sind` })} noch nicht nach diesen Schlagwörtern sortiert: Bilder, die neu oder geändert sind, oder Schlagwörter, die dazukamen.`}`,
    cancelled: 'Angehalten.',
    removed: ({ label }) => `„${label}“ ist entfernt.`,
    failures: ({ count }) =>
      `${pictures(count)} ${f.plural(count, { one: 'konnte', other: 'konnten' })} nicht gelesen werden.`,
    save: 'Als CSV sichern',
  },

  duplicates: {
    group: ({ number, same }) => `${f.number(number)} · ${same ? 'dieselbe Datei' : 'ähnlich'}`,
    spoken: ({ number, same }) =>
      `Gruppe ${f.number(number)}, ${same ? 'dieselbe Datei' : 'sieht ähnlich aus'}`,
    keep: 'Dieses behalten, die anderen seiner Gruppe verwerfen (K)',
    dropSmaller: ({ count }) => `Das größte behalten, ${f.number(count)} verwerfen`,
    dropHint:
      'Verworfene Bilder fehlen in Exporten; keine Datei wird gelöscht. Worüber Sie entschieden haben, bleibt.',
  },
};
