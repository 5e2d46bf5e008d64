/** What the page says of itself, and of what it stores on this device, in English. */
import { f } from '../shared/en';

export const page = {
  title: 'Blipscope',
  description:
    'Captions for your pictures and, word by word, where the model looked. On this device, offline.',
  failure: {
    page: 'Something went wrong and the page cannot be shown. Stored pictures and captions are kept.',
    /** @param name of a part of the page, as its button shows it. */
    notLoaded: ({ name }: { name: string }) => `“${name}” could not be loaded. Check the connection.`,
    stillNotLoaded: ({ name }: { name: string }) =>
      `“${name}” still cannot be loaded. Check the connection, then reload the page.`,
    stopped: ({ name }: { name: string }) => `“${name}” stopped working. Reload the page.`,
    reload: 'Reload',
    reset: 'Start with default settings',
  },
};

export const common = {
  close: 'Close',
  cancel: 'Cancel',
  dismiss: 'Dismiss',
  undo: 'Undo',
  save: 'Save',
  tryAgain: 'Try again',
  details: 'Details',
  openModels: 'Open Models',
  captionAgain: 'Caption again',
  savePng: 'Save as PNG',
  saveSvg: 'Save as SVG',
};

export const pwa = {
  updateReady: 'A new version is ready. Your pictures and captions stay.',
  isolable:
    'After a reload, Blipscope can use several processor cores, which is faster. Your pictures and captions stay.',
  reload: 'Reload now',
  later: 'Later',
  storage: {
    waiting:
      'Stored pictures cannot be opened yet. If Blipscope is open in another tab, close or reload it; they appear, and new ones are stored, as soon as the browser answers.',
    'nearly-full':
      'The storage of this browser is nearly full. Delete pictures or models you no longer need.',
    full: 'The storage of this browser is full: the newest pictures and captions will be lost on reload. Delete pictures or models you no longer need, and they are saved after all.',
    off: 'This browser stores nothing for this page: pictures and captions will be lost on reload.',
    newer:
      'A newer version of Blipscope stores pictures and captions on this device. This tab has an older version: what you change in it is not stored. Reload it to get the newer one.',
    gone: 'What Blipscope stored on this device was deleted, by the browser or by someone. What you see in this tab is still here, but it is not stored any more.',
  },
  partlyStored: ({ things }: { things: readonly string[] }) =>
    `Not everything can be stored on this device, and is lost on reload: ${f.list(things)}. Everything else is stored. Blipscope tries again every minute.`,
  unstored: {
    picture: ({ name }: { name: string }) => name,
    captions: ({ name }: { name: string }) => `the captions of ${name}`,
    settings: 'settings',
    more: ({ count }: { count: number }) => `${count} more`,
  },
  unreadable: ({ count }: { count: number }) =>
    f.plural(count, {
      one: 'One stored picture cannot be read: the browser has lost its file. Everything else is here. Add the picture again, and delete what is left of it.',
      other: `${count} stored pictures cannot be read: the browser has lost their files. Everything else is here. Add the pictures again, and delete what is left of them.`,
    }),
  deleteUnreadable: 'Delete what is left',
  storeAgain: 'Store it again',
  otherTab:
    'Blipscope is open in another tab too. Each tab shows what changes in the other; two models take twice the memory.',
  private: 'Pictures, captions and the model stay on this device. Nothing is sent anywhere.',
  status: {
    online: { text: 'On this device', more: '' },
    'online-full': {
      text: 'Storage full: needs the network',
      more: 'The storage of this browser is full. Delete pictures or models.',
    },
    'online-missing': {
      text: 'On this device, offline ready after first use',
      more: 'What you have used once works offline too.',
    },
    'online-ready': { text: 'On this device, offline ready', more: '' },
    'online-gpu-only': {
      text: 'On this device, offline ready as it runs now',
      more: 'Running the demo model on the CPU needs the network once.',
    },
    'online-cpu-full': {
      text: 'On this device, offline ready as it runs now',
      more: 'Running the demo model on the CPU needs the network once. The storage of this browser is full.',
    },
    offline: { text: 'Offline', more: '' },
    'offline-ready': { text: 'Offline, everything works', more: '' },
    'offline-partly': {
      text: 'Offline',
      more: 'What is loaded works. Anything else may need the network.',
    },
  },
};
