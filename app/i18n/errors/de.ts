/** What the page says about errors, in German. */
import type { WireError } from '../../../core/protocol';
import type { Messages } from '../messages';
import { f } from '../shared/de';

/** For codes that leave open what happened: the worker's own sentence, which is in English, is added. */
const withOwn =
  (sentence: string) =>
  ({ message }: WireError) =>
    `${sentence} (Meldung: „${message}“)`;

export const errors: Messages['errors'] = {
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
};
