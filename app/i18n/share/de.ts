/** What the page says about saving and sharing, in German. */
import type { Messages } from '../messages';
import { f } from '../shared/de';

export const share: Messages['share'] = {
  title: 'Speichern und teilen',
  asShown: 'Das Bild wie gezeigt',
  bare: 'Das Bild ohne Heatmap: Halten Sie ein Wort fest, um seine Heatmap darauf zu haben',
  savePicture: 'Das Bild als PNG speichern',
  copyPicture: 'Das Bild kopieren',
  captioned: 'Mit Bildunterschrift und Legende',
  words: 'Alle Wörter nebeneinander',
  saveWordsPng: 'Alle Wörter als PNG speichern',
  saveWordsSvg: 'Alle Wörter als SVG speichern',
  maps: 'Die Karten in Zahlen',
  saveMapsJson: 'Die Karten als JSON speichern',
  saveMapsNpy: 'Die Karten für NumPy speichern',
  view: 'Diese Ansicht, ohne das Bild, das auf diesem Gerät bleibt',
  copyLink: 'Einen Link zu dieser Ansicht kopieren',
  saveView: 'Diese Ansicht als Datei speichern',
  openSavedView: 'Eine gespeicherte Ansicht öffnen …',
  openView: 'Eine gespeicherte Ansicht öffnen',
  working: 'Wird vorbereitet …',
  copied: 'Kopiert',
  saved: 'Gespeichert',
  reduced: ({ made, full }) =>
    `Es hat ${sizeText(made)} Pixel: Die ${sizeText(full)} des Bildes sind mehr, als dieser Browser zeichnen kann.`,
  failures: {
    'picture-png': 'Dieses Bild konnte nicht gespeichert werden; versuchen Sie ein kleineres.',
    'picture-copy': 'Dieses Bild konnte nicht kopiert werden. Speichern Sie es stattdessen als PNG.',
    'words-png': 'Die Abbildung konnte nicht gespeichert werden; versuchen Sie ein kleineres Bild.',
    'words-svg': 'Die Abbildung konnte nicht gespeichert werden; versuchen Sie ein kleineres Bild.',
    'maps-json':
      'Die Karten konnten nicht gespeichert werden. Laden Sie die Seite neu und versuchen Sie es erneut.',
    'maps-npy':
      'Die Karten konnten nicht gespeichert werden. Laden Sie die Seite neu und versuchen Sie es erneut.',
    'view-link': 'Der Link konnte nicht kopiert werden. Speichern Sie die Ansicht stattdessen als Datei.',
    'view-file':
      'Die Ansicht konnte nicht gespeichert werden: Das Bild lässt sich nicht mehr lesen. Fügen Sie es erneut hinzu.',
    'no-picture': 'Es gibt kein Bild zu speichern.',
    'no-words': 'Es gibt noch keine Wörter. Beschriften Sie zuerst das Bild.',
    undecodable:
      'Dieser Browser konnte das Bild nicht decodieren. Wandeln Sie es in JPEG oder PNG um oder verkleinern Sie es, und fügen Sie es erneut hinzu.',
    'no-canvas': 'Dieser Browser stellt keine Zeichenfläche bereit. Versuchen Sie einen anderen.',
    'link-too-long': 'Diese Ansicht ist zu lang für einen Link. Speichern Sie sie stattdessen als Datei.',
    'not-loaded':
      'Der Teil der Seite, der speichert und teilt, konnte nicht geladen werden. Prüfen Sie die Verbindung und versuchen Sie es erneut. Hilft das nicht, laden Sie die Seite neu.',
  },
  refusals: {
    'not-loaded':
      'Der Teil der Seite, der Ansichten öffnet, konnte nicht geladen werden. Laden Sie die Seite neu, und öffnen Sie die Ansicht dann noch einmal.',
    'damaged-link':
      'Dieser Link ist beschädigt oder unvollständig. Kopieren Sie den ganzen Link noch einmal.',
    'damaged-file': 'Diese Ansichtsdatei ist beschädigt. Speichern Sie die Ansicht noch einmal.',
    'not-a-view': 'Diese Datei ist keine Ansicht, die Blipscope gespeichert hat.',
    'newer-link':
      'Dieser Link stammt von einem neueren Blipscope. Laden Sie die Seite neu und öffnen Sie ihn dann noch einmal.',
    'newer-file':
      'Diese Datei stammt von einem neueren Blipscope. Laden Sie die Seite neu und öffnen Sie sie dann noch einmal.',
  },
  choosePicture: 'Das Bild auswählen',
  awaiting: ({ bytes }) =>
    `Das ist eine Ansicht von „<name/>“ (${f.bytes(bytes)}, <hash/>). Das Bild gehört nicht dazu: Fügen Sie es hier hinzu, um die Ansicht zu sehen.`,
  awaitingOther: ({ another, bytes }) =>
    `„${another}“ ist ein anderes Bild. Das ist eine Ansicht von „<name/>“ (${f.bytes(bytes)}, <hash/>). Das Bild gehört nicht dazu: Fügen Sie es hier hinzu, um die Ansicht zu sehen.`,
  hash: ({ start }) => `SHA-256: ${start}…`,
  restoring: ({ name }) => `Die Ansicht von „${name}“ wird wiederhergestellt …`,
  restored: ({ name }) => `„${name}“ wird gezeigt wie beim Speichern der Ansicht.`,
  restoredPartly: ({ name, shortfall }) =>
    `„${name}“ wird gezeigt wie beim Speichern der Ansicht. ${shortfall}`,
  shortfalls: {
    left: 'Sie haben ein anderes Bild gewählt, bevor die Bildunterschrift da war.',
    'no-model': 'Kein Modell ist geladen, daher fehlt die Bildunterschrift.',
    unreadable: 'Dieses Modell konnte den Satz nicht lesen; die Einstellungen sind die der Ansicht.',
    'other-words':
      'Dieses Gerät hat mit demselben Startwert andere Wörter gewählt, daher steht der Satz bei Ihren eigenen.',
    'other-model': 'Ein anderes Modell hat den Satz geschrieben; er steht jetzt bei Ihren eigenen.',
  },
  writtenBy: ({ model }) => `${model} hat den Satz geschrieben; er steht jetzt bei Ihren eigenen.`,
};

function sizeText({ width, height }: Record<'width' | 'height', number>): string {
  return `${width} × ${height}`;
}
