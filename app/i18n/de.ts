/** The catalogue in German. */
import type { Capability, CaptionSettings, Dtype, InstalledBundle, WireError } from '../../core/protocol';
import type { Place } from '../features/heatmap/place';
import { formatsOf } from './format';
import type { Messages } from './messages';
import { questionsIn } from './questions/de';

const f = formatsOf('de');

/** Of a connection, from bytes a second. */
const megabits = (bytesPerSecond: number) => `${f.number(bytesPerSecond / 125_000)} Mbit/s`;

/** For codes that leave open what happened: the worker's own sentence, which is in English, is added. */
const withOwn =
  (sentence: string) =>
  ({ message }: WireError) =>
    `${sentence} (Meldung: „${message}“)`;

const places: Record<Place, string> = {
  'upper-left': 'oben links',
  upper: 'oben in der Mitte',
  'upper-right': 'oben rechts',
  left: 'links in der Mitte',
  centre: 'in der Mitte',
  right: 'rechts in der Mitte',
  'lower-left': 'unten links',
  lower: 'unten in der Mitte',
  'lower-right': 'unten rechts',
};

const capabilities: Record<Capability, string> = {
  caption: 'schreibt Bildunterschriften',
  match: 'prüft, wie gut Bildunterschriften passen',
  contrast: 'vergleicht Bilder und Texte',
  answer: 'beantwortet Fragen',
};

const badges: Record<Capability, string> = {
  caption: 'Bildunterschriften',
  match: 'Abgleich',
  contrast: 'Ähnlichkeit',
  answer: 'Antworten',
};

const machines: Record<InstalledBundle['target'], string> = {
  webgpu: 'die GPU',
  wasm: 'die CPU',
  node: 'die Kommandozeile',
};

const dtypes: Record<Dtype, string> = { q8: '8 Bit', q4: '4 Bit', fp16: '16 Bit', fp32: '32 Bit' };

const layerName = (layer: number | 'sum') =>
  layer === 'sum' ? 'alle Schichten zusammen' : `Schicht ${layer}`;

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

export const de: Messages = {
  format: f,

  page: {
    title: 'Blipscope',
    description:
      'Bildunterschriften für Ihre Bilder und Wort für Wort, wohin das Modell gesehen hat. Auf diesem Gerät, ohne Netz.',
    failure: {
      page: 'Etwas ist schiefgegangen, und die Seite kann nicht angezeigt werden. Gespeicherte Bilder und Bildunterschriften bleiben erhalten.',
      notLoaded: ({ name }) => `„${name}“ konnte nicht geladen werden. Prüfen Sie die Verbindung.`,
      stillNotLoaded: ({ name }) =>
        `„${name}“ lässt sich weiterhin nicht laden. Prüfen Sie die Verbindung und laden Sie dann die Seite neu.`,
      stopped: ({ name }) => `„${name}“ funktioniert nicht mehr. Laden Sie die Seite neu.`,
      reload: 'Neu laden',
      reset: 'Mit Standardeinstellungen beginnen',
    },
  },

  common: {
    close: 'Schließen',
    cancel: 'Abbrechen',
    dismiss: 'Ausblenden',
    undo: 'Rückgängig',
    save: 'Speichern',
    tryAgain: 'Erneut versuchen',
    details: 'Einzelheiten',
    openModels: 'Modelle öffnen',
    captionAgain: 'Neu beschriften',
    savePng: 'Als PNG speichern',
    saveSvg: 'Als SVG speichern',
  },

  language: {
    label: 'Sprache',
    auto: ({ name }) => `Wie der Browser (${name})`,
    notLoaded: ({ name }) => `${name} konnte nicht geladen werden. Prüfen Sie die Verbindung.`,
  },

  appearance: {
    auto: 'Darstellung: wie das System',
    light: 'Darstellung: hell',
    dark: 'Darstellung: dunkel',
  },

  help: {
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
  },

  pwa: {
    updateReady: 'Eine neue Version ist bereit. Ihre Bilder und Bildunterschriften bleiben erhalten.',
    isolable:
      'Nach dem Neuladen kann Blipscope mehrere Prozessorkerne nutzen und ist schneller. Ihre Bilder und Bildunterschriften bleiben erhalten.',
    reload: 'Jetzt neu laden',
    later: 'Später',
    storage: {
      waiting:
        'Gespeicherte Bilder lassen sich noch nicht öffnen. Falls Blipscope in einem anderen Tab offen ist, schließen Sie ihn oder laden Sie ihn neu; sie erscheinen, und neue werden gespeichert, sobald der Browser antwortet.',
      'nearly-full':
        'Der Speicher dieses Browsers ist fast voll. Löschen Sie Bilder oder Modelle, die Sie nicht mehr brauchen.',
      full: 'Der Speicher dieses Browsers ist voll: Die neuesten Bilder und Bildunterschriften gehen beim Neuladen verloren. Löschen Sie Bilder oder Modelle, die Sie nicht mehr brauchen, dann werden sie doch noch gespeichert.',
      off: 'Dieser Browser speichert nichts für diese Seite: Bilder und Bildunterschriften gehen beim Neuladen verloren.',
      newer:
        'Eine neuere Version von Blipscope speichert Bilder und Bildunterschriften auf diesem Gerät. Dieser Tab hat eine ältere Version: Was Sie darin ändern, wird nicht gespeichert. Laden Sie ihn neu, um die neuere zu bekommen.',
      gone: 'Was Blipscope auf diesem Gerät gespeichert hatte, wurde gelöscht, vom Browser oder von jemandem. Was Sie in diesem Tab sehen, ist noch da, aber nicht mehr gespeichert.',
    },
    partlyStored: ({ things }) =>
      `Nicht alles lässt sich auf diesem Gerät speichern und geht beim Neuladen verloren: ${f.list(things)}. Alles andere ist gespeichert. Blipscope versucht es jede Minute wieder.`,
    unstored: {
      picture: ({ name }) => name,
      captions: ({ name }) => `die Bildunterschriften von ${name}`,
      settings: 'Einstellungen',
      more: ({ count }) => `${count} weitere`,
    },
    unreadable: ({ count }) =>
      f.plural(count, {
        one: 'Ein gespeichertes Bild lässt sich nicht lesen: Der Browser hat seine Datei verloren. Alles andere ist da. Fügen Sie das Bild noch einmal hinzu und löschen Sie, was davon übrig ist.',
        other: `${count} gespeicherte Bilder lassen sich nicht lesen: Der Browser hat ihre Dateien verloren. Alles andere ist da. Fügen Sie die Bilder noch einmal hinzu und löschen Sie, was davon übrig ist.`,
      }),
    deleteUnreadable: 'Rest löschen',
    storeAgain: 'Wieder speichern',
    otherTab:
      'Blipscope ist auch in einem anderen Tab offen. Jeder Tab zeigt, was sich im anderen ändert; zwei Modelle brauchen doppelt so viel Arbeitsspeicher.',
    private:
      'Bilder, Bildunterschriften und das Modell bleiben auf diesem Gerät. Nichts wird irgendwohin gesendet.',
    status: {
      online: { text: 'Auf diesem Gerät', more: '' },
      'online-full': {
        text: 'Speicher voll: braucht das Netz',
        more: 'Der Speicher dieses Browsers ist voll. Löschen Sie Bilder oder Modelle.',
      },
      'online-missing': {
        text: 'Auf diesem Gerät, nach der ersten Nutzung auch ohne Netz',
        more: 'Was Sie einmal benutzt haben, funktioniert auch ohne Netz.',
      },
      'online-ready': { text: 'Auf diesem Gerät, auch ohne Netz', more: '' },
      'online-gpu-only': {
        text: 'Auf diesem Gerät, so wie es läuft auch ohne Netz',
        more: 'Um das Demomodell auf der CPU auszuführen, wird einmal das Netz gebraucht.',
      },
      'online-cpu-full': {
        text: 'Auf diesem Gerät, so wie es läuft auch ohne Netz',
        more: 'Um das Demomodell auf der CPU auszuführen, wird einmal das Netz gebraucht. Der Speicher dieses Browsers ist voll.',
      },
      offline: { text: 'Ohne Netz', more: '' },
      'offline-ready': { text: 'Ohne Netz, alles funktioniert', more: '' },
      'offline-partly': {
        text: 'Ohne Netz',
        more: 'Was geladen ist, funktioniert. Anderes braucht vielleicht das Netz.',
      },
    },
  },

  collection: {
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
  },

  pictures: {
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
  },

  stage: {
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
  },

  captions: {
    title: 'Bildunterschriften',
    pinnedTitle: 'Früher angeheftet',
    pinnedList: 'Angeheftete Bildunterschriften',
    typedTitle: 'Ihre eigenen Sätze',
    status: {
      waiting: 'Wartet auf das Modell',
      undecided: 'Wartet auf Ihre Wahl',
      queued: ({ ahead }) => (ahead > 0 ? `Wartet, ${ahead} davor` : 'Wartet'),
      encoding: 'Sieht das Bild an …',
      streaming: 'Schreibt …',
      matching: 'Vergleicht mit dem Bild …',
      done: ({ seconds }) => `in ${f.seconds(seconds, 1)}`,
      cancelled: 'Abgebrochen',
      partial: 'Abgebrochen: Diese Bildunterschriften sind unvollständig',
    },
    times: (ms) =>
      ms.match === null
        ? `Bild einlesen ${f.milliseconds(ms.image)}, Bildencoder ${f.milliseconds(ms.encode)}, erstes Wort nach ${f.milliseconds(ms.firstToken)}, alle Wörter ${f.milliseconds(ms.decode)}; Startwert ${ms.seed}`
        : `Bild einlesen ${f.milliseconds(ms.image)}, Bildencoder ${f.milliseconds(ms.encode)}, erstes Wort nach ${f.milliseconds(ms.firstToken)}, alle Wörter ${f.milliseconds(ms.decode)}, Abgleich ${f.milliseconds(ms.match)}; Startwert ${ms.seed}`,
    maskChanged: 'Die verdeckten Teile des Bildes haben sich seither geändert',
    settingsChanged: 'Die Einstellungen haben sich seither geändert',
    elsewhere:
      'Ein anderer Tab hat dieses Bild hinzugefügt. Seine Bildunterschriften erscheinen hier, sobald er sie geschrieben hat.',
    captionHere: 'Hier beschriften',
    primer:
      'Hier erscheinen die Bildunterschriften. Jedes Wort ist eine Schaltfläche: Sie zeigt, wohin im Bild das Modell gesehen hat.',
    primerLines:
      'Je <b>dicker</b> die Linie unter einem Wort, desto <b>sicherer</b> war sich das Modell; <d>gepunktet</d> heißt, dass es geraten hat.',
    announce: ({ count, best }) =>
      f.plural(count, {
        one: `Eine Bildunterschrift: ${best}`,
        other: `${count} Bildunterschriften: ${best}`,
      }),
    heatIsOf: 'Die Heatmap gehört zu den Wörtern des Modells:',
    undoEdit: ({ number }) => `Änderung von Bildunterschrift ${number} rückgängig machen`,
    edit: ({ number }) => `Bildunterschrift ${number} ändern`,
    pin: ({ number }) => `Bildunterschrift ${number} anheften`,
    unpin: ({ number }) => `Bildunterschrift ${number} lösen`,
    pinHint: 'Anheften: Sie bleibt, wenn Sie neu beschriften',
    unpinHint: 'Angeheftet: Sie bleibt, wenn Sie neu beschriften',
    copy: ({ number }) => `Bildunterschrift ${number} kopieren`,
    copied: 'Kopiert',
    copyRefused: 'Der Browser hat das Kopieren abgelehnt; markieren Sie stattdessen den Text',
    yourWords: 'Ihre Worte',
    givenWords: 'Ihre Wörter: Das Modell hat sie fortgesetzt',
    sure: ({ share }) => `${f.percent(share)} sicher`,
    sureTerm:
      'Geometrisches Mittel der Wahrscheinlichkeiten der Wortstücke: exp der mittleren Log-Wahrscheinlichkeit',
    wordDetail: ({ word, share }) => `„${word}“ ${f.percent(share)} sicher`,
    match: ({ share }) => `passt zu ${f.percent(share)}`,
    matchSpoken: ({ cosine }) =>
      cosine === null
        ? 'zum Bild, durch Bild-Text-Abgleich'
        : `zum Bild, durch Bild-Text-Abgleich; Bild-Text-Kontrast (ITC), Kosinus ${f.number(cosine, 2)}`,
    matchTerm: ({ share, cosine, sure }) =>
      cosine === null
        ? `Wie gut der Satz zum Bild passt: Wahrscheinlichkeit ${f.percent(share)} im Bild-Text-Abgleich (ITM). Beim Schreiben war sich das Modell seiner Wörter zu ${f.percent(sure)} sicher.`
        : `Wie gut der Satz zum Bild passt: Wahrscheinlichkeit ${f.percent(share)} im Bild-Text-Abgleich (ITM), Kosinus ${f.number(cosine, 2)} im Bild-Text-Kontrast (ITC). Beim Schreiben war sich das Modell seiner Wörter zu ${f.percent(sure)} sicher.`,
    guessing: ({ share }) => `Hier hat das Modell geraten: ${f.percent(share)}`,
    cutOff: 'Bei der größten Länge beendet',
    word: (word) =>
      [
        word.text,
        `${f.percent(word.share)} sicher`,
        ...(word.guess ? ['geraten'] : []),
        word.place === null
          ? 'sah überall gleich viel hin'
          : word.asked
            ? `am stärksten ${places[word.place]}`
            : `sah vor allem ${places[word.place]} hin`,
      ].join(', '),
    notCompared: ({ error }) =>
      `Die Bildunterschriften konnten nicht mit dem Bild verglichen werden und sind daher nach Konfidenz geordnet. ${error}`,
    demoGuesses:
      'Das Demomodell ist klein und hat nur gezeichnete Szenen wie die Beispiele gesehen. Bei Ihren eigenen Bildern rät es.',
    outOfDistribution: {
      unfit: ({ share }) =>
        `<b>Dieses Bild ist anders als die, mit denen das Modell trainiert wurde.</b> Keine Bildunterschrift passt gut; die beste erreicht ${f.percent(share)}. Ein anderes Modell kann besser sein.`,
      unlike:
        '<b>Dieses Bild ist anders als die, mit denen das Modell trainiert wurde.</b> Seine Wörter sind geraten. Ein anderes Modell kann besser sein.',
    },
    failed: ({ error }) => `<b>Dieses Bild konnte nicht beschriftet werden.</b> ${error}`,
    unfinished: ({ error }) => `<b>Das Beschriften wurde nicht fertig.</b> ${error}`,
    recovery: {
      remove: 'Das Bild entfernen',
      load: 'Das Modell neu laden',
      one: 'Mit einer Bildunterschrift versuchen',
      standard: 'Die Standardeinstellungen verwenden',
      reset: ({ setting }) => `„${setting}“ zurücksetzen und erneut versuchen`,
      edit: ({ setting }) => `„${setting}“ bearbeiten`,
    },
    scores: {
      match: ({ share }) =>
        `<b>${f.percent(share)}</b> passt zum Bild <small>Bild-Text-Abgleich (ITM)</small>`,
      matchMeans:
        'Der Matcher liest den Satz, während er das Bild ansieht, und hält ihn für eine wahre Beschreibung.',
      matchMap: 'Zeigen, was ihn passen lässt',
      contrast: ({ cosine }) =>
        `<b>${f.number(cosine, 2)}</b> ähnlich, von −1 bis 1 <small>Bild-Text-Kontrast (ITC), ein Kosinus</small>`,
      contrastMeans:
        'Satz und Bild werden getrennt zusammengefasst und dann verglichen: schneller, aber ungenauer. Dabei wird an keine bestimmte Stelle gesehen, daher gibt es keine Karte.',
      likely: ({ share, loss }) =>
        `<b>${f.percent(share)}</b> wahrscheinlich, je Wortstück <small>Verlust des Sprachmodells (LM) ${f.number(loss, 2)}</small>`,
      likelyMeans: 'Wie bereitwillig das Modell ihn selbst geschrieben hätte, Wort für Wort, bis zum Ende.',
      likelyMap: 'Zeigen, was ihn wahrscheinlich macht',
      noMatcher: 'Um zu sehen, wie gut er zum Bild passt, installieren Sie unter „Modelle“ einen Matcher.',
    },
  },

  questions: questionsIn(places),

  heatmap: {
    places,
    methods: {
      attention: {
        label: 'Wohin es sah',
        term: 'Cross-Attention',
        explanation:
          'Wohin das Modell sah, während es das Wort wählte: Cross-Attention. Sie ist sofort da, aber etwas anzusehen heißt noch nicht, es zu verwenden, und die Karten benachbarter Wörter sind sich oft ähnlich.',
      },
      caption: {
        label: 'Was das Wort bewirkt hat',
        term: 'Grad-CAM des Beschriftungsmodells: Attention, gewichtet mit dem Gradienten der Log-Wahrscheinlichkeit des Wortes',
        explanation:
          'Nur die Attention, die das Wort wahrscheinlicher gemacht hat: Attention mal Gradient, Grad-CAM. Die Karte eines Wortes hängt von den Wörtern davor ab und von keinem danach. Sie wird berechnet, wenn Sie danach fragen.',
      },
      itm: {
        label: 'Was den Satz passen lässt',
        term: 'Grad-CAM im Bild-Text-Abgleich (ITM): Attention, gewichtet mit dem Gradienten der Übereinstimmung',
        explanation:
          'Fragt ein anderes Modell, den Matcher, der den ganzen Satz liest: Welche Teile des Bildes, von diesem Wort aus gesehen, lassen den Satz passen? Das ist die Abbildung der BLIP-Arbeit, Grad-CAM im Bild-Text-Abgleich.',
      },
    },
    legends: {
      attention: {
        word: ({ word }) => `Wohin das Modell sah bei <b>„${word}“</b>`,
        words: ({ word, second }) => `Wohin das Modell sah bei <b>„${word}“ und „${second}“</b>`,
        sentence: 'Wohin das Modell sah bei <b>dem ganzen Satz</b>',
        sentences: 'Wohin das Modell sah bei <b>zwei Sätzen</b>',
      },
      caption: {
        word: ({ word }) => `Was das Modell dazu brachte: <b>„${word}“</b>`,
        words: ({ word, second }) => `Was das Modell dazu brachte: <b>„${word}“ und „${second}“</b>`,
        sentence: 'Was das Modell dazu brachte: <b>der ganze Satz</b>',
        sentences: 'Was das Modell dazu brachte: <b>zwei Sätze</b>',
      },
      itm: {
        word: ({ word }) => `Was den Satz passen lässt, bei <b>„${word}“</b>`,
        words: ({ word, second }) => `Was den Satz passen lässt, bei <b>„${word}“ und „${second}“</b>`,
        sentence: 'Was <b>den ganzen Satz</b> passen lässt',
        sentences: 'Was <b>zwei Sätze</b> passen lässt',
      },
    },
    off: 'Die Heatmap ist ausgeblendet',
    pickWord: 'Ein Wort wählen, um zu sehen, wohin das Modell gesehen hat',
    whereItLooked: 'Wohin das Modell gesehen hat',
    layer: ({ layer }) => layerName(layer),
    head: ({ head }) => `Kopf ${head}`,
    attentionTerm: ({ layer, head }) => {
      if (layer === null && head === null) return 'Cross-Attention, Mittel aller Schichten und Köpfe';
      if (layer === null) return `Cross-Attention, Mittel aller Schichten, Kopf ${head}`;
      if (head === null) return `Cross-Attention, Schicht ${layer}, Mittel aller Köpfe`;
      return `Cross-Attention, Schicht ${layer}, Kopf ${head}`;
    },
    probabilityTerm: ({ term, share }) => `${term}; ITM-Wahrscheinlichkeit ${f.number(share, 3)}`,
    computing: 'wird berechnet …',
    failedNote: 'Grad-CAM fehlgeschlagen, Attention wird gezeigt',
    attentionNote: 'Attention wird gezeigt',
    contours: 'Linien bei 25, 50 und 75 % des Weges vom kleinsten zum größten Wert',
    least: 'wenig',
    most: 'viel',
    none: 'Keine Heatmap',
    titleSentence: 'der ganze Satz',
    titleWord: ({ word }) => `„${word}“`,
    label: ({ word, place }) => {
      const title = word === null ? 'der ganze Satz' : `„${word}“`;
      return place === null ? `${title}, überall gleich` : `${title}, am stärksten ${places[place]}`;
    },
    image: ({ label }) => `Heatmap: ${label}`,
    compared: ({ first, second }) => `${first}; daneben ${second}`,
    shows: 'Die Heatmap zeigt',
    whatIsTheDifference: 'Was ist der Unterschied?',
    needsMatcher: 'Braucht einen Matcher, siehe „Modelle“.',
    unexplained: {
      writing: 'Die Bildunterschrift wird noch geschrieben.',
      'no-model': 'Das Modell ist noch nicht geladen.',
      'other-model':
        'Ein anderes Modell hat diese Bildunterschrift geschrieben, daher wird Attention gezeigt. Beschriften Sie neu, um zu sehen, was dieses Modell dazu bringt.',
    },
    view: 'Anzeige',
    views: { overlay: 'Auf dem Bild', spotlight: 'Rest abgedunkelt', contours: 'Höhenlinien' },
    scale: 'Maßstab',
    scales: { word: 'Jedes Wort', sentence: 'Der Satz' },
    scaleMeans: {
      word: 'Jedes Wort hat seinen eigenen Maßstab: Seine stärkste Stelle ist „viel“. Sie sehen, wohin jedes gesehen hat.',
      sentence:
        'Alle Wörter teilen sich einen Maßstab: Sie sehen, welche viel hingesehen haben; schwache bleiben schwach.',
    },
    colours: 'Farben',
    palettes: {
      inferno: 'von dunkel nach hell, wie glühendes Metall',
      viridis: 'gleichmäßig, auch in Graustufen',
      cividis: 'für Farbenblinde gemacht',
      turbo: 'ein Regenbogen mit vielen Stufen',
      jet: 'wie in den Veröffentlichungen',
    },
    safe: 'Für Farbenblinde geeignet',
    safeMeans: 'auch für Farbenblinde in richtiger Reihenfolge',
    opacity: 'Stärke der Heatmap',
    advancedAttention: 'Erweitert: Schichten, Köpfe',
    advanced: 'Erweitert: Schichten',
    layerLabel: 'Schicht',
    headLabel: 'Kopf',
    allLayers: 'Alle Schichten',
    allHeads: 'Alle Köpfe',
    layerOption: ({ layer }) => `Schicht ${layer}`,
    headOption: ({ head }) => `Kopf ${head}`,
    bestLayer: ({ layer }) =>
      layer === null
        ? 'Die Schicht, die am besten erklärt'
        : `Die Schicht, die am besten erklärt (${layerName(layer)})`,
    sumOfLayers: 'Alle Schichten zusammen (Summe)',
    noLayer: {
      pinned:
        'Einzelne Schichten und Köpfe gibt es nur für die neuesten Bildunterschriften, nicht für angeheftete oder getippte; daher wird das Mittel aller gezeigt. „Was das Wort bewirkt hat“ bietet auch für diese einzelne Schichten.',
      gone: 'Die einzelnen Karten dieses Laufs sind nicht mehr im Speicher, daher wird das Mittel aller gezeigt.',
      failed: 'Die einzelnen Karten konnten nicht gelesen werden, daher wird das Mittel aller gezeigt.',
    },
    explorer: 'Welche Wörter wohin sahen: mit den Pfeiltasten über das Bild gehen',
    noWordHere: 'Kein Wort sah hierhin',
    wordHere: ({ word, share }) => `${word} ${f.percent(share)}`,
  },

  figure: {
    title: 'Alle Wörter',
    list: 'Wörter',
    sentence: 'Der ganze Satz',
    panel: ({ title }) => `Heatmap: ${title}`,
    note: ({ share, place }) => (place === null ? f.percent(share) : `${f.percent(share)}, ${places[place]}`),
    masked: ({ count }) =>
      f.plural(count, {
        one: 'mit 1 verdeckten Teil des Bildes',
        other: `mit ${count} verdeckten Teilen des Bildes`,
      }),
    computing: 'Grad-CAM wird berechnet …',
  },

  difference: {
    methods: 'Drei Fragen lassen sich zu einem Wort stellen. Jede hat ihre eigene Karte.',
    evidenceTitle: 'Welche Karte stimmt?',
    evidence:
      'Bei gezeichneten Szenen ist bekannt, wo jedes Ding ist. So lässt sich eine Karte prüfen: Liegt ihre stärkste Stelle auf dem Ding, das das Wort nennt? Das ist das „pointing game“, hier mit dem Demomodell, in Prozent der Substantive. Die letzte Spalte sagt, wie ähnlich sich die Karten verschiedener Wörter sind (Korrelation): 1 wäre für jedes Wort dieselbe Karte.',
    columns: {
      map: 'Karte',
      layer: ({ layer }) => `Schicht ${layer}`,
      all: 'Alle',
      alike: 'Ähnlichkeit',
    },
    centre: 'Zum Vergleich: immer die Mitte',
    noise: 'Zum Vergleich: Rauschen',
    first:
      '<b>Was Sie zuerst sehen</b>, ist, wohin das Modell sah, denn diese Karte ist da, sobald das Wort da ist, und sie zeigt fast ebenso oft richtig. Fragen Sie, was das Wort bewirkt hat, wenn es darauf ankommt: Diese Karten zeigen etwas öfter richtig, und jedes Wort hat seine eigene. Die Übereinstimmung betrifft den ganzen Satz; mit ihr finden Sie heraus, ob Bild und Text zusammengehören.',
    layersTitle: 'Schichten und Köpfe',
    layers:
      'Das Modell liest das Bild mehrmals, einmal in jeder Schicht: dreimal im Demomodell, zwölfmal in BLIP. In einer Schicht sehen mehrere Köpfe gleichzeitig hin, jeder auf etwas anderes. Eine einzelne Schicht oder ein einzelner Kopf kann zeigen, was die anderen verdecken, und zeigt oft nichts Nützliches: Im Demomodell zeigt die erste Schicht des Beschriftungsmodells in der Hälfte der Fälle richtig, die letzte des Matchers nie.',
    layersDefault:
      'Deshalb werden normalerweise alle Schichten zusammen gezeigt: Welche einzelne die beste ist, ist von Modell zu Modell verschieden, und im Demomodell lagen alle zusammen nie mehr als zwei Prozentpunkte dahinter. Die Ausnahme ist ein Matcher mit mehr als sieben Schichten; er zeigt Schicht 7, wie LAVIS.',
    scaleTitle: 'Welcher Maßstab?',
    scale:
      'Mit <b>jedes Wort</b> hat jedes Wort den vollen Maßstab: Seine stärkste Stelle ist „viel“. Sie sehen, wohin jedes gesehen hat, so schwach es auch war. Mit <b>der Satz</b> teilen sich alle Wörter einen Maßstab: Sie sehen, welche viel hingesehen haben, und schwache bleiben schwach.',
  },

  mask: {
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
  },

  mapTest: {
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
  },

  share: {
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
  },

  photographs: {
    title: 'Das Demo-Modell kennt Zeichnungen, keine Fotos',
    pictures: ({ count }) =>
      f.plural(count, {
        one: 'Ihr Bild sieht nach einem Foto aus. Es ist noch nicht beschriftet.',
        other: `${count} Ihrer Bilder sehen nach Fotos aus. Sie sind noch nicht beschriftet.`,
      }),
    collection: 'Die Bilder dieses Ordners sehen nach Fotos aus. Noch ist keines beschriftet.',
    offer: ({ name, left, bytes }) =>
      `Ein Modell für Fotos ist <b>${name}</b>: ${f.bytes(left)} herunterzuladen, ${f.bytes(bytes)} auf diesem Gerät.`,
    time: ({ seconds, bytesPerSecond }) =>
      `Bei ${megabits(bytesPerSecond)} dauert der Download etwa ${f.wait(seconds)}.`,
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
  },

  models: {
    title: 'Modelle',
    reviewTitle: 'Ein Modell installieren',
    open: 'Modelle installieren und auswählen',
    back: 'Zurück zu allen Modellen',
    chooseFiles: 'Modelldateien auswählen',
    chooseFolder: 'Den Ordner eines Modells auswählen',
    demo: 'Demomodell',
    demoInSentence: 'das Demomodell',
    modelInSentence: 'das Modell',
    machines,
    dtypes,
    device: {
      webgpu: ({ device }) => `GPU, ${device}`,
      wasm: ({ threads }) =>
        f.plural(threads, { one: 'CPU (WASM), 1 Thread', other: `CPU (WASM), ${threads} Threads` }),
    },
    capabilities: ({ capabilities: all }) => capitalized(f.list(all.map((each) => capabilities[each]))),
    madeFor: 'Gemacht für',
    badges,
    others: ({ capabilities: all }) => f.list(all.map((each) => badges[each])),
    button: {
      failed: ({ name }) => `${name} konnte nicht hinzugefügt werden`,
      paused: ({ name }) => `${name} ist angehalten`,
      running: ({ name, share }) => `${name} wird hinzugefügt, ${share}`,
      label: ({ job }) => `Modelle: ${job}`,
    },
    live: {
      ready: ({ name }) => `${name} ist einsatzbereit.`,
      paused: ({ name }) => `${name} ist angehalten.`,
      failed: ({ name }) => `${name} konnte nicht hinzugefügt werden.`,
      deleted: ({ name }) => `${name} wurde gelöscht. Das lässt sich rückgängig machen.`,
      restored: ({ name }) => `${name} ist wieder da.`,
      'saved-zip': ({ name }) => `${name} wurde als ZIP-Datei gespeichert.`,
      'saved-folder': ({ name, folder }) => `${name} wurde in ${folder} gespeichert.`,
    },
    fallbacks: {
      'no-webgpu': 'Dieser Browser hat kein WebGPU.',
      'no-gpu': 'Der Browser bietet auf diesem Gerät keine GPU an.',
      'gpu-not-opened': 'Die GPU konnte nicht geöffnet werden.',
      'gpu-failed': 'Die GPU konnte dieses Modell nicht ausführen.',
      'gpu-out-of-memory': 'Die GPU hat zu wenig Speicher für dieses Modell.',
      'gpu-imitated':
        'Der Browser hat hier keine GPU, nur ein Programm, das eine nachahmt, und der Prozessor allein ist schneller.',
      'made-for-cpu':
        'Dieses Modell wurde für die CPU installiert. Installieren Sie es für die GPU, um es dort auszuführen.',
      'no-fp16': 'Diese GPU rechnet nicht mit 16 Bit: Das Modell läuft mit 32 Bit.',
      'fp16-slower': '16 Bit sind auf dieser GPU langsamer als 32: Das Modell läuft mit 32 Bit.',
      'fp16-wrong': 'Diese GPU rechnet mit 16 Bit falsch: Das Modell läuft mit 32 Bit.',
      'no-shared-memory':
        'Dieser Browser lässt Threads hier keinen Speicher teilen, daher macht einer die ganze Arbeit.',
      'one-thread':
        'Der Browser hat die weiteren Threads nicht gestartet, daher macht einer die ganze Arbeit.',
      'no-reading-thread':
        'Der Browser hat den Thread nicht gestartet, der Bilder liest, daher liest der Thread der Engine sie mit.',
    },
    notices: {
      'gpu-lost-twice':
        'Die GPU ist binnen weniger Minuten zweimal ausgefallen. Die CPU hat übernommen, was langsamer ist. „Ausführen auf“ hinter dem Namen des Modells bringt die GPU zurück.',
      'gpu-lost-loading':
        'Die GPU ist ausgefallen, während das Modell geladen wurde. Die CPU hat übernommen, was langsamer ist. „Ausführen auf“ hinter dem Namen des Modells bringt die GPU zurück.',
      'model-gone':
        'Das gewählte Modell ist nicht mehr auf diesem Gerät, daher wird wieder das Demomodell verwendet. Unter „Modelle“ können Sie es neu installieren.',
      'matcher-gone':
        'Der gewählte Matcher ist nicht mehr auf diesem Gerät; Bildunterschriften werden ohne ihn geordnet.',
      'answerer-gone':
        'Das für Fragen gewählte Modell ist nicht mehr auf diesem Gerät. Unter „Modelle“ können Sie es wieder installieren.',
      'model-before': ({ error }) => `${error} Das vorige Modell ist wieder da.`,
    },

    badge: {
      none: 'Kein Modell',
      loading: 'Modell wird geladen …',
      label: 'Modell',
      ready: ({ model, device }) => `<name>${model} · </name>${device}`,
      facts: {
        model: 'Modell',
        runsOn: 'Läuft auf',
        size: 'Größe',
        grid: 'Attention',
        rankedBy: 'Reihenfolge nach',
      },
      size: ({ bytes, dtype }) => `${f.bytes(bytes)}, ${dtype}`,
      grid: ({ rows, columns, layers, heads }) =>
        `${rows} × ${columns} Patches, ${layers} Schichten, ${heads} Köpfe`,
      byMatch: 'Übereinstimmung mit dem Bild',
      byMatchOf: ({ model }) => `Übereinstimmung mit dem Bild, durch ${model}`,
      byConfidence: 'Konfidenz',
      others: 'Andere Modelle',
      runOn: 'Ausführen auf',
      choices: { auto: 'Automatisch', webgpu: 'GPU', wasm: 'CPU' },
      throughput: {
        cpu: ({ gpu, cpu }) =>
          `Die CPU ist hier schneller: ${f.seconds(cpu, secondDigits(cpu))} je Bild gegenüber ${f.seconds(gpu, secondDigits(gpu))} auf der GPU.`,
        gpu: ({ gpu, cpu }) =>
          `Die GPU ist hier schneller: ${f.seconds(gpu, secondDigits(gpu))} je Bild gegenüber ${f.seconds(cpu, secondDigits(cpu))} auf der CPU.`,
        alike: ({ gpu, cpu }) =>
          `Die GPU ist hier etwa so schnell wie die CPU, ${f.seconds(gpu, secondDigits(gpu))} je Bild gegenüber ${f.seconds(cpu, secondDigits(cpu))}, und lässt die CPU frei.`,
      },
    },

    notice: {
      cancelLoading: 'Laden abbrechen',
      progress: 'Das Modell wird geladen',
      starting: 'Startet …',
      warmUp: 'Wärmt auf …',
      runtime: 'Die Laufzeitumgebung wird geladen …',
      model: ({ name }) => `Lädt: ${name} …`,
      runtimeBytes: ({ done, total }) =>
        `Die Laufzeitumgebung wird geladen: ${f.bytes(done)} von ${f.bytes(total)}`,
      modelBytes: ({ name, done, total }) => `Lädt: ${name}, ${f.bytes(done)} von ${f.bytes(total)}`,
      left: ({ seconds }) => `noch ${f.wait(seconds)}`,
      again: ({ error }) => `${error} Das Modell wird neu geladen; danach geht das Beschriften weiter.`,
      pictures: 'Bilder, die Sie jetzt hinzufügen, werden beschriftet, sobald es geladen ist.',
      useCpu: 'Dauert es lange? Die CPU verwenden',
      notLoaded: ({ error }) => `<b>Kein Modell ist geladen.</b> ${error}`,
      cancelled: '<b>Kein Modell ist geladen.</b> Das Laden wurde abgebrochen; die Bilder warten darauf.',
      load: 'Das Modell laden',
      useDemo: 'Das Demomodell verwenden',
      matcher: ({ name }) => `Lädt ${name}, um die Bildunterschriften zu ordnen …`,
      matcherFailed: ({ error }) => `Die Bildunterschriften sind nur nach Konfidenz geordnet. ${error}`,
      withoutMatcher: 'Ohne ihn weitermachen',
      slower: ({ reasons }) => `Alles funktioniert, nur langsamer. ${reasons}`,
    },

    add: {
      title: 'Ein Modell hinzufügen',
      intro: ({ host }) =>
        `Diese werden von ${host} geladen, auf diesem Gerät umgewandelt und hier gespeichert. Sie sehen, wie viel es braucht, bevor etwas geladen wird.`,
      size: ({ bytes }) =>
        `Lädt etwa ${f.bytes(bytes)}; das Modell mit 8 Bit belegt auf diesem Gerät etwa ein Viertel davon.`,
      get: 'Holen',
      getAgain: 'Erneut holen',
      getNamed: ({ name }) => `Holen: ${name}`,
      getNamedAgain: ({ name }) => `Erneut holen: ${name}`,
      other: 'Ein anderes BLIP-Modell vom Hub',
      idLabel: 'Modell beim Hub',
      idPlaceholder: 'Besitzer/Name oder die Adresse seiner Seite',
      idError: 'Geben Sie Besitzer/Name ein oder fügen Sie die Adresse der Seite des Modells ein.',
      find: 'Nachsehen',
      access: 'Adresse des Hubs und Zugangstoken',
      endpoint: 'Adresse des Hubs',
      endpointHint: ({ hub }) =>
        `${hub} oder ein Spiegel davon. Die Seite fragt dort nach Modellen und nirgends sonst.`,
      endpointError: 'Geben Sie eine Adresse ein, die mit https:// beginnt.',
      token: 'Zugangstoken',
      tokenHint: ({ host }) =>
        `Nur für private Modelle und solche mit Bedingungen nötig. Wird nur an ${host} gesendet und vergessen, wenn die Seite geschlossen wird.`,
      fromDevice: 'Von diesem Gerät',
      fromDeviceHint:
        'Ein Checkpoint (.safetensors, .bin, .pth oder .ckpt, zusammen mit config.json und vocab.txt) oder ein Blipscope-Modell als Ordner oder ZIP-Datei. Sie können es auch irgendwo auf die Seite ziehen.',
      files: 'Dateien auswählen',
      folder: 'Einen Ordner auswählen',
      recommended: {
        'Salesforce/blip-image-captioning-base': {
          name: 'BLIP-Beschriftung, base',
          purpose: 'Bildunterschriften für Fotos. Beginnen Sie hier.',
        },
        'Salesforce/blip-image-captioning-large': {
          name: 'BLIP-Beschriftung, large',
          purpose: 'Ausführlichere Bildunterschriften. Doppelte Größe, mehrfacher Aufwand.',
        },
        'Salesforce/blip-itm-base-coco': {
          name: 'BLIP-Abgleich, base',
          purpose:
            'Sagt, wie gut eine Bildunterschrift zu ihrem Bild passt, und ordnet sie danach. Alltagsszenen (COCO).',
        },
        'Salesforce/blip-itm-large-coco': {
          name: 'BLIP-Abgleich, large',
          purpose: 'Dasselbe, genauer. Doppelte Größe.',
        },
        'Salesforce/blip-itm-base-flickr': {
          name: 'BLIP-Abgleich, base, für Menschen',
          purpose: 'Abgleich, trainiert mit Flickr30k: Menschen und was sie tun.',
        },
        'Salesforce/blip-vqa-base': {
          name: 'BLIP-Antworten, base',
          purpose:
            'Beantwortet Fragen zu Fotos (VQA) mit ein, zwei Wörtern oder wählt unter Ihren Antworten. Fragen auf Englisch.',
        },
        'Salesforce/blip-vqa-capfilt-large': {
          name: 'BLIP-Antworten, base, länger trainiert',
          purpose: 'Dasselbe, mit mehr Bildern trainiert. Gleiche Größe.',
        },
      },
    },

    givenPictures: {
      text: ({ count, name }) =>
        f.plural(count, {
          one: `„${name}“ ist ein Bild, kein Modell.`,
          other: `Diese ${count} Dateien sind Bilder, kein Modell.`,
        }),
      add: ({ count }) => f.plural(count, { one: 'Das Bild beschriften', other: 'Die Bilder beschriften' }),
    },

    review: {
      looking: 'Wird nachgesehen …',
      files: ({ count }) =>
        f.plural(count, {
          one: 'eine Datei von diesem Gerät',
          other: `${count} Dateien von diesem Gerät`,
        }),
      hub: ({ id, host }) => `${id}, von ${host}`,
      hubRevision: ({ id, revision, host }) => `${id}, Stand ${revision}, von ${host}`,
      failed: 'Dieses Modell kann nicht installiert werden.',
      facts: {
        does: 'Was es tut',
        doesNot: 'Nicht gemacht für',
        download: 'Zu laden',
        target: 'Umgewandelt für',
        free: 'Freier Speicher',
      },
      resume: ({ left, done, total }) =>
        `noch ${f.bytes(left)}; ${f.bytes(done)} von ${f.bytes(total)} sind schon geladen`,
      target: ({ target }) => machines[target],
      targetFaster: ({ target, factor }) =>
        target === 'webgpu'
          ? `die GPU, die hier ${f.number(factor, 1)}-mal so schnell ist wie die CPU`
          : `die CPU, die hier ${f.number(factor, 1)}-mal so schnell ist wie die GPU`,
      inferred: ({ count }) =>
        f.plural(count, {
          one: 'Es gibt keine config.json; eine Angabe wurde den Gewichten entnommen.',
          other: `Es gibt keine config.json; ${count} Angaben wurden den Gewichten entnommen.`,
        }),
      unusable: 'Diese Seite kann ein solches Modell noch nicht verwenden, die Kommandozeile schon.',
      installed: 'Bereits installiert',
      noRoom: ({ bytes }) =>
        `Der Speicher reicht nicht: Das Installieren braucht bis zu ${f.bytes(bytes)}. Wählen Sie eine kleinere Größe oder löschen Sie ein Modell, das Sie nicht mehr brauchen.`,
      install: 'Installieren',
      resumeInstall: 'Fortsetzen und installieren',
      notNow: 'Nicht jetzt',
      dtype: 'Größe und Genauigkeit',
      dtypeOption: ({ dtype }) => dtypes[dtype],
      dtypeOptionBytes: ({ dtype, bytes }) => `${dtypes[dtype]}, ${f.bytes(bytes)} auf diesem Gerät`,
      dtypeMeans: {
        q8: 'Ein Viertel der vollen Größe und fast immer dieselben Bildunterschriften.',
        q4: 'Am kleinsten, wenn der Speicher knapp ist. Bildunterschriften weichen öfter ab.',
        fp16: 'Die Hälfte der vollen Größe und sehr nah am Original.',
        fp32: 'Volle Genauigkeit: die ursprünglichen Zahlen, zum Vergleichen.',
      },
      proposed: {
        'no-room': 'Gewählt, weil der Speicher für 8 Bit nicht reicht.',
        fastest: 'Nach Messung gewählt: auf diesem Gerät das schnellste, das nah am Original bleibt.',
        'fastest-with-room':
          'Nach Messung gewählt: auf diesem Gerät das schnellste, das Platz hat und nah am Original bleibt.',
        'nearly-fastest':
          'Nach Messung gewählt: auf diesem Gerät etwa so schnell wie jedes, das nah am Original bleibt, und kleiner.',
        'nearly-fastest-with-room':
          'Nach Messung gewählt: auf diesem Gerät etwa so schnell wie jedes, das Platz hat und nah am Original bleibt, und kleiner.',
        q8: 'Für dieses Gerät gewählt: ein Viertel der vollen Größe und fast immer dieselben Bildunterschriften.',
        q4: 'Für dieses Gerät gewählt: am kleinsten, wenn der Speicher knapp ist. Bildunterschriften weichen öfter ab.',
        fp16: 'Für dieses Gerät gewählt: die Hälfte der vollen Größe und sehr nah am Original.',
        fp32: 'Für dieses Gerät gewählt: volle Genauigkeit, die ursprünglichen Zahlen, zum Vergleichen.',
      },
      measuringOne: 'Die Geschwindigkeit auf diesem Gerät wird gemessen.',
      measuring: 'Es wird gemessen, wie schnell jedes auf diesem Gerät ist …',
      measuringAgain: 'Wird gemessen …',
      measureAgain: 'Erneut messen',
      cost: ({ factor }) => `Auf diesem Gerät dauert es ${times(factor)} so lange wie mit 32 Bit.`,
      speedBase: 'Auf diesem Gerät gemessen: Die anderen werden hiermit verglichen.',
      speedPicture: ({ dtype, picture }) =>
        `Auf diesem Gerät gemessen: ${dtypes[dtype]} braucht zum Ansehen des Bildes ${times(picture)} so lange wie volle Genauigkeit.`,
      speed: ({ dtype, picture, perWord }) =>
        `Auf diesem Gerät gemessen: ${dtypes[dtype]} braucht zum Ansehen des Bildes ${times(picture)} so lange wie volle Genauigkeit und für jedes Wort ${times(perWord)} so lange.`,
      speedTerms: ({ measured, pictures, words, steps, runtime }) =>
        `Eine lineare Schicht von 768 × 3072 mit 577 Zeilen, wie im Bildencoder, und mit 3, wie in einem Decoderschritt: ${measured
          .map(
            ({ dtype, picture, word }) =>
              `${f.number(picture, msDigits(picture))} und ${f.milliseconds(word, msDigits(word))} in ${dtype}`,
          )
          .join(', ')}. ${
          words === null
            ? `Ein Bild mit drei Bildunterschriften zählt als ${pictures} der ersten.`
            : `Ein Bild mit drei Bildunterschriften zählt als ${pictures} der ersten und ${steps} × ${words} der zweiten.`
        } onnxruntime-web ${runtime}.`,
    },

    recovery: {
      again: 'Erneut versuchen',
      token: 'Mit diesem Token versuchen',
      space: 'Ansehen, was gelöscht werden kann',
      otherModel: 'Ein anderes Modell wählen',
      otherFiles: 'Andere Dateien auswählen',
      otherSize: 'Eine andere Größe wählen',
      removeJob: 'Aus der Liste entfernen',
      vocabulary: ({ host }) => `Das Vokabular von BERT (232 kB) von ${host} laden`,
    },

    jobs: {
      title: 'In Arbeit',
      failed: ({ name }) => `${name} konnte nicht hinzugefügt werden.`,
      progress: ({ name, state }) => `${name}: ${state}`,
      downloaded: ({ name }) => `${name}: geladen`,
      waiting: 'Wartet auf das Modell davor.',
      pausing: 'Wird angehalten …',
      discarding: 'Wird beendet …',
      paused: 'Angehalten.',
      pausedAt: ({ done, total }) => `Angehalten bei ${f.bytes(done)} von ${f.bytes(total)}.`,
      starting: 'Startet …',
      downloading: ({ done, total }) => `Lädt: ${f.bytes(done)} von ${f.bytes(total)}`,
      converting: ({ target, share }) => `Wird für ${machines[target]} umgewandelt: ${f.percent(share)}`,
      copying: ({ share }) => `Wird geprüft und kopiert: ${f.percent(share)}`,
      left: ({ seconds }) => `noch etwa ${f.wait(seconds)}`,
      speed: ({ bytesPerSecond }) => `${f.bytes(bytesPerSecond)}/s`,
      resume: 'Fortsetzen',
      pause: 'Anhalten',
      cancel: 'Abbrechen',
      cancelNamed: ({ name }) => `Abbrechen: ${name}`,
      leftOver: ({ done, total, target, dtype }) =>
        `${f.bytes(done)} von ${f.bytes(total)} wurden früher geladen, für ${machines[target]} mit ${dtypes[dtype]}.`,
      discardQuestion: ({ bytes }) => `Die bereits geladenen ${f.bytes(bytes)} verwerfen?`,
      discard: 'Verwerfen',
      keep: 'Behalten',
    },

    library: {
      title: 'Auf diesem Gerät',
      failed: 'Die Modelle auf diesem Gerät konnten nicht verwaltet werden.',
      loading: 'Installierte Modelle werden gesucht …',
      empty:
        'Das Demomodell kennt nur gezeichnete Szenen. Fügen Sie für Fotos eines der Modelle unten hinzu.',
      deleted: ({ name, bytes }) =>
        `„${name}“ wurde gelöscht. Blenden Sie diese Meldung aus, um seine ${f.bytes(bytes)} endgültig freizugeben.`,
      deleteForGood: 'Endgültig löschen',
      fresh: 'Neu: einsatzbereit.',
      revision: ({ id, revision }) => `${id}, Stand ${revision}`,
      facts: ({ bytes, dtype, target }) => `${f.bytes(bytes)} mit ${dtypes[dtype]}, für ${machines[target]}.`,
      demoFacts: 'Gehört zur App. Klein: Es kennt gezeichnete Szenen, keine Fotos.',
      demoFactsBytes: ({ bytes }) =>
        `Gehört zur App, ${f.bytes(bytes)}. Klein: Es kennt gezeichnete Szenen, keine Fotos.`,
      unusable: 'Diese Seite kann es noch nicht verwenden, die Kommandozeile schon.',
      otherTarget: ({ target }) =>
        target === 'webgpu' ? 'Modelle laufen jetzt auf der GPU.' : 'Modelle laufen jetzt auf der CPU.',
      otherTargetFiles: ({ target }) =>
        target === 'webgpu'
          ? 'Modelle laufen jetzt auf der GPU. Fügen Sie seine Dateien erneut hinzu, um es für die GPU umzuwandeln.'
          : 'Modelle laufen jetzt auf der CPU. Fügen Sie seine Dateien erneut hinzu, um es für die CPU umzuwandeln.',
      installFor: ({ target }) => `Für ${machines[target]} installieren`,
      more: ({ name }) => `Weitere Aktionen für ${name}`,
      saveZip: 'Als ZIP-Datei speichern',
      saveFolder: 'In einem Ordner speichern',
      delete: 'Löschen',
      saveFailed: 'Es konnte nicht gespeichert werden.',
      savingNamed: ({ name }) => `${name} wird gespeichert`,
      saving: ({ share }) => `Wird gespeichert: ${f.percent(share)}`,
      stop: 'Beenden',
      captioner: {
        ready: 'Schreibt die Bildunterschriften',
        loading: 'Wird geladen …',
        cancelled: 'Gewählt, nicht geladen',
        failed: 'Gewählt, konnte nicht geladen werden',
      },
      captionWith: 'Zum Beschriften verwenden',
      captionWithNamed: ({ name }) => `Zum Beschriften verwenden: ${name}`,
      retryCaptionerNamed: ({ name }) => `Erneut versuchen: ${name}`,
      matcher: { ready: 'Prüft die Bildunterschriften', loading: 'Wird geladen …' },
      matchWith: 'Zum Abgleichen verwenden',
      matchWithNamed: ({ name }) => `Zum Abgleichen verwenden: ${name}`,
      stopMatcherNamed: ({ name }) => `Beenden: Bildunterschriften nicht mehr mit ${name} prüfen`,
      answerer: { ready: 'Beantwortet die Fragen', loading: 'Wird geladen …' },
      answerWith: 'Zum Antworten verwenden',
      answerWithNamed: ({ name }) => `Zum Antworten verwenden: ${name}`,
      stopAnswererNamed: ({ name }) => `Beenden: Fragen nicht mehr mit ${name} beantworten`,
      matcherFailed: ({ error }) => `Es konnte nicht geladen werden. ${error}`,
      storage: {
        amounts: ({ used, free }) => `${f.bytes(used)} belegt, ${f.bytes(free)} frei.`,
        persisted: 'Der Browser behält die Modelle, bis Sie sie löschen.',
        evictable: 'Der Browser löscht die Modelle vielleicht, wenn der Speicher knapp wird.',
        refused:
          'Der Browser löscht die Modelle vielleicht, wenn der Speicher knapp wird. Er verspricht noch nicht, sie zu behalten; legen Sie ein Lesezeichen an oder installieren Sie diese Seite und bitten Sie ihn dann noch einmal.',
        ask: 'Den Browser bitten, sie zu behalten',
        askAgain: 'Noch einmal bitten',
      },
      folder: {
        full: 'Dort ist nicht genug Platz. Wählen Sie einen anderen Ordner.',
        refused: 'In den Ordner kann nicht geschrieben werden. Wählen Sie einen anderen.',
      },
    },
  },

  settings: {
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
      prompt:
        'Mit diesen Wörtern beginnt die Bildunterschrift; der eigene Prompt des Modells wird weggelassen',
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
  },

  errors: {
    'not-an-image': () =>
      'Diese Datei ist kein Bild, das dieser Browser lesen kann. Wählen Sie zum Beispiel ein Bild im Format JPEG, PNG oder WebP.',
    'corrupt-image': () => 'Dieses Bild ist beschädigt oder unvollständig. Wählen Sie ein anderes.',
    'image-too-large': () => 'Dieses Bild ist zu groß für diesen Browser. Verkleinern Sie es zuerst.',
    'decoder-missing': () =>
      'Der Decoder für Bilder dieser Art konnte nicht geladen werden. Verbinden Sie sich mit dem Netz und versuchen Sie es erneut: Einmal geladen, funktioniert er auch ohne Netz. Hilft das nicht, laden Sie die Seite neu oder wandeln Sie das Bild in JPEG um.',
    'out-of-memory': () =>
      'Der Arbeitsspeicher reicht nicht. Schließen Sie andere Tabs oder wählen Sie ein kleineres Modell oder Bild.',
    'model-missing': withOwn('Das Modell oder eine seiner Dateien ist nicht mehr da.'),
    'model-corrupt': withOwn('Das Modell ist beschädigt.'),
    'model-too-new': () => 'Das Modell wurde für ein neueres Blipscope gemacht. Laden Sie die Seite neu.',
    offline: () => 'Dafür wird das Netz gebraucht. Prüfen Sie die Verbindung und versuchen Sie es erneut.',
    'bad-settings': withOwn('Eine Einstellung ist nicht zulässig.'),
    'gpu-lost': () => 'Die GPU ist ausgefallen.',
    'not-finite': () =>
      'Das Modell hat keine Zahlen berechnet (NaN): Seine Gewichte sind beschädigt, oder seine Genauigkeit reicht auf diesem Gerät nicht. Installieren Sie es aus einem anderen Checkpoint oder in einer anderen Größe.',
    'worker-crashed': () => 'Ein Teil der App wurde unerwartet beendet.',
    'threads-failed': () => 'Der Browser hat die weiteren Threads nicht gestartet.',
    'worker-replaced': () => 'Ein Teil der App beginnt von vorn, um Speicher freizugeben.',
    'not-loaded': () =>
      'Ein Teil der App konnte nicht geladen werden. Prüfen Sie die Verbindung und versuchen Sie es erneut. Hilft das nicht, laden Sie die Seite neu.',
    network: () =>
      'Der Server ist nicht zu erreichen, oder die Verbindung brach ab. Was schon geladen ist, bleibt erhalten.',
    'not-found': () =>
      'Beim Hub gibt es kein Modell dieses Namens, oder es ist nicht öffentlich. Prüfen Sie die Schreibweise.',
    'needs-token': () =>
      'Der Hub gibt dieses Modell nicht allen, oder er hat keines dieses Namens. Prüfen Sie die Schreibweise, nehmen Sie die Bedingungen auf der Seite des Modells an und geben Sie ein Zugangstoken ein, das es lesen darf.',
    'rate-limited': () =>
      'Der Hub hat zu viele Anfragen bekommen. Warten Sie einige Minuten und versuchen Sie es erneut.',
    'hub-answer': withOwn('Die Antwort des Hubs ist unbrauchbar. Versuchen Sie es später erneut.'),
    'storage-full': ({ missingBytes }) =>
      `Der Browser gibt dieser Seite nicht mehr Speicher${missingBytes ? `: Es fehlen ${f.bytes(missingBytes)}` : ''}. Löschen Sie Bilder, Modelle oder frühere Ordner, oder schaffen Sie Platz auf dem Datenträger, und versuchen Sie es erneut; was schon da ist, bleibt erhalten.`,
    'not-a-checkpoint': withOwn('Die Dateien sind kein vollständiger Checkpoint.'),
    'missing-vocabulary': () =>
      'Zu den Gewichten fehlt das Vokabular. Es ist das von BERT (vocab.txt): Laden Sie es oder wählen Sie es mit aus.',
    'unsupported-model': withOwn('Dieses Modell ist kein BLIP-Modell, das Blipscope kennt.'),
    'unsupported-dtype': () =>
      'Dieses Gerät kann Modelle in dieser Genauigkeit nicht ausführen. Wählen Sie eine andere Größe.',
    'not-a-bundle': withOwn('Das ist kein vollständiges Blipscope-Modell.'),
    'storage-off': () =>
      'Der Browser lässt diese Seite keine Dateien speichern, deshalb lassen sich keine Modelle hinzufügen; das Demo-Modell funktioniert. Verwenden Sie ein gewöhnliches Fenster oder erlauben Sie dieser Seite, Daten zu speichern.',
    'read-failed': () =>
      'Der Browser konnte eine gespeicherte Datei gerade nicht lesen. Es wurde nichts gelöscht: Versuchen Sie es erneut, und starten Sie den Browser neu, falls das nicht hilft.',
    busy: () => 'Ein anderer Tab arbeitet gerade an diesem Modell.',
    'no-permission': () =>
      'Der Browser erlaubt den Zugriff auf den Ordner nicht mehr. Erlauben Sie ihn erneut oder wählen Sie den Ordner noch einmal.',
    'file-missing': () =>
      'Eine Datei oder der Ordner wurde verschoben, geändert oder gelöscht. Öffnen Sie den Ordner erneut.',
    'collection-closed': () => 'Dieser Ordner ist nicht mehr geöffnet. Öffnen Sie ihn erneut.',
    'running-elsewhere': () =>
      'Dieser Ordner wird gerade beschriftet, vielleicht in einem anderen Tab. Warten Sie, bis das fertig ist, oder halten Sie es dort an.',
    'model-changed': () =>
      'Inzwischen wurde ein anderes Modell geladen. Was fertig ist, ist gespeichert; machen Sie mit dem jetzigen Modell weiter.',
    'not-an-archive': withOwn('Das Archiv ist beschädigt oder keine ZIP- oder TAR-Datei.'),
    'file-exists': withOwn('Dateien, die nicht aus Blipscope stammen, werden nicht überschrieben.'),
    'journal-in-use': withOwn(
      'Ein anderes Programm arbeitet gerade in dem Ordner; so lange wird das Journal nicht geschrieben. Ist es nicht mehr da, löschen Sie .blipscope.lock im Ordner.',
    ),
    'not-a-journal': withOwn(
      'Die Datei .blipscope.jsonl im Ordner ist kein Journal dieser Version. Sie bleibt, wie sie ist.',
    ),
    'no-contrast': () =>
      'Dieser Matcher hat keinen ITC-Kopf, ohne den sich Bilder nicht suchen lassen. Wählen Sie unter „Modelle“ einen anderen, zum Beispiel blip-itm-base-coco.',
    unknown: ({ message, detail }) =>
      detail === undefined
        ? `Etwas ist fehlgeschlagen. (Meldung: „${message}“)`
        : 'Etwas ist fehlgeschlagen, wofür die App keinen Namen hat. Laden Sie die Seite neu und versuchen Sie es erneut.',
  },
};

function spokenPoints(points: readonly Record<'share' | 'score', number>[]): string {
  return points.map(({ share, score }) => `${f.percent(score)} bei ${f.percent(share)}`).join(', ');
}

function sizeText({ width, height }: Record<'width' | 'height', number>): string {
  return `${width} × ${height}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function times(factor: number): string {
  return `${f.number(factor, factor < 0.1 ? 2 : 1)}-mal`;
}

function localized(value: number): string {
  return String(value).replace('.', ',');
}

function secondDigits(seconds: number): number {
  return seconds < 0.95 ? 2 : seconds < 9.95 ? 1 : 0;
}

function msDigits(ms: number): number {
  return ms < 10 ? 2 : 0;
}

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
