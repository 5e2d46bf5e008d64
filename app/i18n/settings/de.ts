/** What the page says about settings, language, appearance and help, in German. */
import type { CaptionSettings } from '../../../core/protocol';
import type { Messages } from '../messages';
import { f } from '../shared/de';

const settingNames: Record<keyof CaptionSettings, string> = {
  method: 'Verfahren',
  numCaptions: 'Anzahl der Bildunterschriften',
  beams: 'Beams',
  topP: 'Top-p',
  temperature: 'Temperatur',
  topK: 'Top-k',
  repetitionPenalty: 'Strafe für Wiederholungen',
  minLength: 'Länge',
  maxLength: 'Länge',
  prompt: 'Beginnt mit',
  seed: 'Startwert',
};

export const language: Messages['language'] = {
  label: 'Sprache',
  auto: ({ name }) => `Wie der Browser (${name})`,
  notLoaded: ({ name }) => `${name} konnte nicht geladen werden. Prüfen Sie die Verbindung.`,
};

export const appearance: Messages['appearance'] = {
  auto: 'Darstellung: wie das System',
  light: 'Darstellung: hell',
  dark: 'Darstellung: dunkel',
};

export const help: Messages['help'] = {
  title: 'Hilfe',
  open: 'Hilfe (?)',
  text: 'Bilder oder einen Ordner mit Bildern irgendwo auf die Seite ziehen. Sie werden auf diesem Gerät beschriftet; nichts wird irgendwohin gesendet. Jedes Wort einer Bildunterschrift ist eine Schaltfläche: Zeigen Sie darauf, um zu sehen, wohin das Modell gesehen hat; drücken Sie darauf, um seine Heatmap festzuhalten, während Sie ein anderes Wort ansehen. Zeigen Sie auf das Bild, legen Sie einen Finger darauf oder erreichen Sie es mit Tab und bewegen Sie sich mit den Pfeiltasten, um zu lesen, welche Wörter dorthin gesehen haben.',
  keys: 'Tasten',
  inThisBrowser: 'In diesem Browser',
  without: {
    'secure-page':
      'Die Seite wurde über einfaches http geöffnet, wo Browser weder GPU noch Speicher anbieten: Öffnen Sie sie über https oder auf localhost.',
    webgpu: 'Kein WebGPU: Die Modelle laufen auf der CPU, was länger dauert.',
    'shared-memory': 'Kein Speicher, den Threads teilen: Auf der CPU macht ein Thread die ganze Arbeit.',
    'offscreen-canvas':
      'Keine Zeichenfläche für Worker: Bilder können nicht gelesen werden. Aktualisieren Sie den Browser, oder nehmen Sie einen anderen.',
    'service-worker': 'Kein Service Worker: Ohne Netz lässt sich die Seite nicht öffnen.',
    'cache-storage': 'Kein Zwischenspeicher: Das Demomodell wird bei jedem Besuch heruntergeladen.',
    database: 'Keine Datenbank: Bilder, Beschriftungen und Einstellungen gehen beim Neuladen verloren.',
    'private-files':
      'Keine privaten Dateien, wie in manchen privaten Fenstern: Nur das Demomodell läuft, und keines kann installiert werden.',
    locks: 'Keine Sperren: Zwei Tabs dieser Seite wissen nichts voneinander. Benutzen Sie nur einen.',
    'folder-picker': 'Kein Zugriff auf Ordner: Modelle werden nur als ZIP-Dateien gespeichert.',
  },
  bench: 'Wie schnell läuft es auf diesem Gerät? (auf Englisch)',
  licenses: 'Lizenzen der Software und der Bilder in dieser App (auf Englisch)',
  keyNames: {
    enter: 'Eingabe',
    space: 'Leertaste',
    delete: 'Entf',
    escape: 'Esc',
    pageUp: 'Bild ↑',
    pageDown: 'Bild ↓',
  },
  does: {
    word: 'Zu einem anderen Wort',
    caption: 'Zu einer anderen Bildunterschrift',
    picture: 'Zu einem anderen Bild',
    pin: 'Das Wort festhalten oder loslassen',
    play: 'Den Satz Wort für Wort abspielen oder anhalten',
    copy: 'Die Bildunterschrift kopieren',
    heat: 'Heatmap ein- oder ausblenden',
    method: 'Nächste Karte: wohin es sah, was das Wort bewirkt hat, was den Satz passen lässt',
    view: 'Heatmap auf dem Bild, der Rest abgedunkelt oder Höhenlinien',
    sentence: 'Heatmap des ganzen Satzes oder eines Wortes',
    compare: 'Nebeneinander: das Bild allein, ein anderes Wort oder ein anderer Satz, nichts',
    test: 'Die Karte prüfen: Hängt das Wort an dem, was sie markiert?',
    mask: 'Teile des Bildes verdecken: Was wäre, wenn das nicht da wäre?',
    figure: 'Alle Wörter nebeneinander',
    difference: 'Was die Karten sind und wie sie sich unterscheiden',
    opacity: 'Schwächere oder stärkere Heatmap',
    remove: 'Das Bild löschen; das lässt sich rückgängig machen',
    search: 'Bilder des geöffneten Ordners suchen',
    similar: 'In einem Ordner: ähnliche Bilder wie dieses',
    grid: 'Das Raster des geöffneten Ordners oder Ihrer Bilder, und zurück zum Bild',
    escape: 'Abbrechen oder das Wort abwählen; von einem Bild eines Ordners zurück zum Raster',
    help: 'Diese Liste',
  },
};

export const settings: Messages['settings'] = {
  title: 'Einstellungen',
  goTo: 'Zu den Einstellungen',
  names: settingNames,
  resetAll: 'Alles zurücksetzen',
  undoReset: 'Zurücksetzen rückgängig machen',
  reset: 'Zurücksetzen',
  resetNamed: ({ name }) => `Zurücksetzen: ${name}`,
  advanced: 'Erweitert',
  methods: {
    nucleus: 'Mehrere Bildunterschriften (Sampling)',
    beam: 'Die beste Bildunterschrift (Suche)',
    greedy: 'Jeweils das wahrscheinlichste Wort',
  },
  methodTerms: {
    nucleus: 'Nucleus-Sampling (Top-p)',
    beam: 'Beam-Search',
    greedy: 'Greedy-Decoding',
  },
  terms: {
    beams: 'Beam-Search: wie viele Sätze gleichzeitig verfolgt werden',
    topP: 'Nur die wahrscheinlichsten Wörter, die zusammen diese Wahrscheinlichkeit erreichen',
    temperature: 'Unter 1 bevorzugt wahrscheinliche Wörter, über 1 unwahrscheinliche',
    topK: 'Nur so viele der wahrscheinlichsten Wörter; 0 sind alle',
    repetitionPenalty: 'Über 1 vermeidet Wörter, die schon vorkamen',
    length: 'In Tokens (Wortstücken); Starttoken und Anfang zählen mit',
    prompt: 'Mit diesen Wörtern beginnt die Bildunterschrift; der eigene Prompt des Modells wird weggelassen',
    seed: 'Gleicher Startwert, gleiche Einstellungen und gleiches Modell ergeben dieselben Bildunterschriften',
  },
  slider: ({ name }) => `${name}, Schieberegler`,
  surprise: 'Schlicht … überraschend',
  surpriseSlider: 'Schlicht bis überraschend',
  surpriseTerm: ({ topP, temperature }) => `Top-p ${localized(topP)}, Temperatur ${localized(temperature)}`,
  surpriseLevels: {
    'very-plain': 'sehr schlicht',
    plain: 'schlicht',
    balanced: 'ausgewogen',
    lively: 'lebhaft',
    surprising: 'überraschend',
    custom: 'eigene Werte',
  },
  lengthValue: ({ min, max }) => `${min} bis ${max} Wortstücke`,
  shortest: 'Kleinste',
  longest: 'Größte',
  noPrompt: 'nichts',
  seedLocked: 'fest',
  seedOpen: 'jedes Mal neu',
  lockSeed: 'Diesen Startwert behalten',
  unlockSeed: 'Behalten; drücken für jedes Mal einen neuen',
  rollSeed: 'Einen anderen Startwert würfeln',
  shortestLength: 'Kleinste Länge',
  longestLength: 'Größte Länge',
  refused: {
    integer: ({ name, min, max }) =>
      `„${name}“ muss eine ganze Zahl von ${f.number(min)} bis ${f.number(max)} sein.`,
    number: ({ name, min, max }) =>
      `„${name}“ muss eine Zahl von ${f.number(min)} bis ${f.number(max)} sein.`,
    positive: ({ name }) => `„${name}“ muss eine Zahl über 0 sein.`,
    text: ({ name, below }) => `„${name}“ muss kürzer als ${f.number(below)} Wortstücke sein.`,
  },
};

function localized(value: number): string {
  return String(value).replace('.', ',');
}
