/** What the page says about adding a model, in German. */
import type { Dtype, InstalledBundle } from '../../../../core/protocol';
import type { Messages } from '../../messages';
import { f } from '../../shared/de';

export const machines: Record<InstalledBundle['target'], string> = {
  webgpu: 'die GPU',
  wasm: 'die CPU',
  node: 'die Kommandozeile',
};

export const dtypes: Record<Dtype, string> = { q8: '8 Bit', q4: '4 Bit', fp16: '16 Bit', fp32: '32 Bit' };

export const add: Messages['models']['add'] = {
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
};

export const givenPictures: Messages['models']['givenPictures'] = {
  text: ({ count, name }) =>
    f.plural(count, {
      one: `„${name}“ ist ein Bild, kein Modell.`,
      other: `Diese ${count} Dateien sind Bilder, kein Modell.`,
    }),
  add: ({ count }) => f.plural(count, { one: 'Das Bild beschriften', other: 'Die Bilder beschriften' }),
};

export const review: Messages['models']['review'] = {
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
};

export const recovery: Messages['models']['recovery'] = {
  again: 'Erneut versuchen',
  token: 'Mit diesem Token versuchen',
  space: 'Ansehen, was gelöscht werden kann',
  otherModel: 'Ein anderes Modell wählen',
  otherFiles: 'Andere Dateien auswählen',
  otherSize: 'Eine andere Größe wählen',
  removeJob: 'Aus der Liste entfernen',
  vocabulary: ({ host }) => `Das Vokabular von BERT (232 kB) von ${host} laden`,
};

export const jobs: Messages['models']['jobs'] = {
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
};

function times(factor: number): string {
  return `${f.number(factor, factor < 0.1 ? 2 : 1)}-mal`;
}

function msDigits(ms: number): number {
  return ms < 10 ? 2 : 0;
}
