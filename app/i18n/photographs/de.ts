/** What the page says about photographs, which the demo model does not know, in German. */
import type { Messages } from '../messages';
import { f } from '../shared/de';

/** Of a connection, from bytes a second. */
const megabits = (bytesPerSecond: number) => `${f.number(bytesPerSecond / 125_000)} Mbit/s`;

export const photographs: Messages['photographs'] = {
  title: 'Das Demo-Modell kennt Zeichnungen, keine Fotos',
  pictures: ({ count }) =>
    f.plural(count, {
      one: 'Ihr Bild sieht nach einem Foto aus. Es ist noch nicht beschriftet.',
      other: `${count} Ihrer Bilder sehen nach Fotos aus. Sie sind noch nicht beschriftet.`,
    }),
  collection: 'Die Bilder dieses Ordners sehen nach Fotos aus. Noch ist keines beschriftet.',
  offer: ({ name, left, bytes }) =>
    `Ein Modell für Fotos ist <b>${name}</b>: ${f.bytes(left)} herunterzuladen, ${f.bytes(bytes)} auf diesem Gerät.`,
  time: ({ seconds, bytesPerSecond, preparing }) =>
    `Bei ${megabits(bytesPerSecond)} dauert der Download etwa ${f.wait(seconds)}, die Vorbereitung danach noch etwa ${f.wait(preparing)}.`,
  metered: ({ bytes }) =>
    `Ihr Browser spart Daten, oder dies ist eine Mobilfunkverbindung: ${f.bytes(bytes)} können Geld kosten.`,
  offline:
    'Gerade gibt es kein Netz. Ein Modell kann aus Dateien auf diesem Gerät hinzugefügt oder später heruntergeladen werden.',
  noRoom: ({ bytes, free }) =>
    `Der Platz reicht nicht: Die Installation braucht bis zu ${f.bytes(bytes)}, frei sind ${f.bytes(free)}.`,
  install: ({ bytes }) => `Installieren (${f.bytes(bytes)})`,
  use: ({ name }) => `${name} verwenden`,
  goOn: 'Mit dem Demo-Modell weitermachen',
  fromFiles: 'Ein Modell aus Dateien hinzufügen',
  installing: ({ name }) => `${name} wird installiert`,
  wait: 'Ihre Fotos werden beschriftet, sobald es da ist.',
  meanwhile: 'Bis es da ist, rät das Demo-Modell; dann werden Ihre Fotos noch einmal beschriftet.',
  captionMeanwhile: 'Bis dahin das Demo-Modell',
};
