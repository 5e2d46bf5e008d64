/** What the page says about pictures, their folders and the picture that is shown, in German. */
import type { Messages } from '../messages';
import { f } from '../shared/de';

export const collection: Messages['collection'] = {
  title: 'Ordner',
  back: ({ name }) => (name ? `Zurück zu ${name}` : 'Zurück zu den Bildern'),
  place: ({ at, of }) => `${f.number(at)} von ${f.number(of)}`,
  foundBy: ({ text }) => `Gefunden mit „${text}“: Die Karte zeigt, warum.`,
  like: 'Ähnliche Bilder',
  recent: {
    title: 'Früher geöffnete Ordner',
    item: ({ name, done, total }) => `${name} (${f.number(done)} von ${f.number(total)} beschrieben)`,
    pickAgain: 'Wählen Sie denselben Ordner erneut, um fortzufahren.',
    refused:
      'Der Browser erlaubt das Lesen dieses Ordners nicht. Versuchen Sie es erneut und erlauben Sie es.',
    forgetLabel: ({ name }) => `${name} vergessen`,
    forget: ({ name, count }) =>
      `Texte und Entscheidungen zu ${name} (${f.number(count)} beschrieben) von diesem Gerät löschen? Die Bilder bleiben.`,
    forgetNow: 'Löschen',
  },
};

export const pictures: Messages['pictures'] = {
  region: 'Ihre Bilder',
  list: 'Bilder',
  zoomOut: 'Alle Bilder als Raster (G)',
  grid: {
    region: 'Alle Bilder',
    count: ({ count }) => f.plural(count, { one: '1 Bild', other: `${f.number(count)} Bilder` }),
    back: 'Zurück zum Bild',
  },
  add: 'Bilder hinzufügen',
  choose: 'Bilder auswählen',
  chooseFolder: 'Einen Ordner öffnen',
  headline: 'Ziehen Sie ein Bild irgendwohin auf die Seite.',
  promise:
    'Es bleibt auf diesem Gerät. Das Modell schreibt Bildunterschriften und zeigt für jedes Wort, wohin es gesehen hat.',
  paste: 'oder fügen Sie eines ein',
  samples: 'Beispielbilder',
  trySample: 'Oder probieren Sie eines von diesen',
  tryAnother: 'Probieren Sie eines von diesen',
  sampleAlt: ({ file, alt }) => sampleAlts[file] ?? alt,
  sample: ({ alt }) => `Beispiel ausprobieren: ${alt}`,
  sampleMissing: ({ name }) =>
    `„${name}“ konnte nicht geladen werden. Prüfen Sie die Verbindung und versuchen Sie es erneut.`,
  dropPictures: 'Loslassen, um Ihre Bilder hinzuzufügen. Sie bleiben auf diesem Gerät.',
  dropModel: 'Loslassen, um Ihr Modell hinzuzufügen. Es bleibt auf diesem Gerät.',
  droppedFolder: 'Der Ordner',
  status: {
    queued: 'wartet',
    encoding: 'in Arbeit',
    streaming: 'in Arbeit',
    matching: 'in Arbeit',
    done: 'fertig',
    cancelled: 'abgebrochen',
    failed: 'fehlgeschlagen',
  },
  thumbnail: ({ name, status }) => `${name}, ${status}`,
  removed: ({ name }) => `„${name}“ wurde gelöscht.`,
  rejected: ({ count }) =>
    f.plural(count, {
      one: 'Eine Datei wurde nicht hinzugefügt.',
      other: `${count} Dateien wurden nicht hinzugefügt.`,
    }),
  rejectedFile: ({ reason }) => `<name/>: ${reason}`,
  reasons: {
    empty: 'Die Datei ist leer.',
    'not-an-image': 'Das ist kein Bild.',
    unreadable: 'Er konnte nicht gelesen werden.',
  },
};

export const stage: Messages['stage'] = {
  region: 'Bild',
  unreadable: ({ name }) => `„${name}“ kann hier nicht angezeigt werden.`,
  preparing: ({ name }) => `„${name}“ wird decodiert …`,
  play: 'Den Satz abspielen',
  stopPlaying: 'Abspielen beenden',
  heat: 'Heatmap',
  sentenceHeat: 'Heatmap des ganzen Satzes',
  remove: 'Dieses Bild löschen',
  options: 'Heatmap einstellen',
  shortcut: ({ label, key }) => `${label} (${key})`,
  compare: 'Nebeneinander vergleichen',
  comparison: 'Neben der Heatmap',
  comparisons: {
    nothing: 'Nichts',
    picture: 'Das Bild allein',
    word: 'Ein anderes Wort',
    sentence: 'Ein anderer Satz',
  },
  panePicture: 'Das Bild',
  paneHeat: 'Die Heatmap',
  pinned: 'festgehalten',
  pinHere: 'ein Wort drücken, um es hier festzuhalten',
};

/** The pictures that come with the app. */
const sampleAlts: Readonly<Record<string, string>> = {
  '01.webp': 'ein Fisch zwischen einem Traktor und einer Pizza auf offenem Wasser',
  '02.webp': 'ein gelbes Fahrrad am unteren Rand des Bildes in einer heißen Wüste',
  '03.webp': 'eine Schnecke vor einem blauen Auto auf einfarbig rotem Hintergrund',
  '04.webp': 'eine Giraffe rechts von einem Pferd auf einer grünen Wiese',
  '05.webp': 'ein Schmetterling hinter einem Kaktus bei Sonnenuntergang unter orangem Himmel',
  '06.webp': 'eine Zitrone zwischen einem roten Herzen und einem lila Buch auf blauem Hintergrund',
  '07.webp': 'ein blauer Ballon zwischen einem Pilz und einem Ball in einer heißen Wüste',
  '08.webp': 'ein rosa Buch vor einem Traktor auf einfarbig grünem Hintergrund',
  '09.webp': 'ein rotes Fahrrad rechts von einem Zelt in einer heißen Wüste',
  '10.webp': 'ein lila Lastwagen vor einem Apfel bei Sonnenuntergang unter orangem Himmel',
  '11.webp': 'ein roter Regenschirm am oberen Rand des Bildes auf einem verschneiten Feld',
  '12.webp': 'eine Zitrone auf dem Sand am Meer am oberen Rand des Bildes',
  '13.webp': 'ein Haus zwischen einem Wal und einer Zitrone auf dem Sand am Meer',
  '14.webp': 'drei Fische unter einem roten Buch bei Nacht unter den Sternen',
  '15.webp': 'ein Bett zwischen einem Drachen und einer Erdbeere bei Nacht unter den Sternen',
  '16.webp': 'ein Kaninchen zwischen einem Ball und einem rosa Lastwagen auf einfarbig grünem Hintergrund',
  '17.webp': 'ein Pferd am rechten Rand des Bildes auf der Straße einer Stadt',
  '18.webp': 'zwei Wale nebeneinander auf einem verschneiten Feld',
  '19.webp': 'zwei Wassermelonen nebeneinander auf einfarbig grünem Hintergrund',
  '20.webp': 'zwei rosa Bücher über einem Roller auf einfarbig gelbem Hintergrund',
  '21.webp': 'zwei Schweine nebeneinander am Himmel zwischen Wolken',
  '22.webp': 'drei Pinguine unter einem Kaninchen auf der Straße einer Stadt',
  '23.webp': 'eine Kamera auf einfarbig weißem Hintergrund am rechten Rand des Bildes',
  '24.webp': 'ein roter Regenschirm in der Mitte des Bildes auf einem verschneiten Feld',
};
