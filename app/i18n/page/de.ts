/** What the page says of itself, and of what it stores on this device, in German. */
import type { Messages } from '../messages';
import { f } from '../shared/de';

export const page: Messages['page'] = {
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
};

export const common: Messages['common'] = {
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
};

export const pwa: Messages['pwa'] = {
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
};
