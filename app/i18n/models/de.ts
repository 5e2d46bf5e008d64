/** What the page says about models, in use and on this device, in German. */
import type { Capability } from '../../../core/protocol';
import type { Messages } from '../messages';
import { f } from '../shared/de';
import { add, dtypes, givenPictures, jobs, machines, recovery, review } from './install/de';

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

export const models: Messages['models'] = {
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
    'one-thread': 'Der Browser hat die weiteren Threads nicht gestartet, daher macht einer die ganze Arbeit.',
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

  add,
  givenPictures,
  review,
  recovery,
  jobs,

  library: {
    title: 'Auf diesem Gerät',
    failed: 'Die Modelle auf diesem Gerät konnten nicht verwaltet werden.',
    loading: 'Installierte Modelle werden gesucht …',
    empty: 'Das Demomodell kennt nur gezeichnete Szenen. Fügen Sie für Fotos eines der Modelle unten hinzu.',
    deleted: ({ name, bytes }) =>
      `„${name}“ wurde gelöscht. Blenden Sie diese Meldung aus, um seine ${f.bytes(bytes)} endgültig freizugeben.`,
    deleteForGood: 'Endgültig löschen',
    fresh: 'Neu: einsatzbereit.',
    freshAnswerer:
      'Neu: einsatzbereit. Ihre Fragen beantwortet es, sobald Sie „Zum Antworten verwenden“ wählen.',
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
};

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function secondDigits(seconds: number): number {
  return seconds < 0.95 ? 2 : seconds < 9.95 ? 1 : 0;
}
