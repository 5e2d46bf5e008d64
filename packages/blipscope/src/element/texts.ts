/** What the element says. `{…}` stands for a value. */

const en = {
  field: 'Alternative text',
  propose: 'Propose a text',
  cancel: 'Cancel',
  accept: 'Accept',
  another: 'Another proposal',
  edit: 'Edit',
  decorative: 'Decorative: the alternative text is empty',
  loading: 'Loading the model…',
  preparing: 'Preparing the model…',
  looking: 'Describing the picture…',
  progress: 'Progress',
  loaded: '{loaded} of {total} MB',
  proposal: 'Proposal: “{text}”',
  match: 'fits {percent}',
  accepted: 'The proposal was accepted.',
  cancelled: 'Cancelled.',
  characters: 'Characters: {count}',
  short: '(a good length)',
  long: '(long for an alternative text)',
  'too-long': '(too long for an alternative text: make it a description beside the picture)',
  required: 'Write an alternative text, or mark the picture as decorative.',
  retry: 'Try again',
  write: 'Write the text',
  'no-picture': 'There is no picture to describe here.',
  'other-origin':
    'The picture comes from {host}. Browsers let a page read it only if the page asks (crossorigin) and that server allows it (CORS).',
  unreadable: 'The file of the picture cannot be read.',
  changed: 'The picture has changed since the proposal.',
  'no-model': 'No model is set for proposals.',
  'not-fetched': 'The model could not be fetched. Check the connection.',
  failed: 'No text could be proposed: {reason}',
};

export type TextKey = keyof typeof en;
export type Texts = Readonly<Record<TextKey, string>>;

const de: Texts = {
  field: 'Alternativtext',
  propose: 'Text vorschlagen',
  cancel: 'Abbrechen',
  accept: 'Übernehmen',
  another: 'Anderer Vorschlag',
  edit: 'Bearbeiten',
  decorative: 'Dekorativ: Der Alternativtext ist leer',
  loading: 'Das Modell wird geladen…',
  preparing: 'Das Modell wird vorbereitet…',
  looking: 'Das Bild wird beschrieben…',
  progress: 'Fortschritt',
  loaded: '{loaded} von {total} MB',
  proposal: 'Vorschlag: „{text}“',
  match: 'passt zu {percent}',
  accepted: 'Der Vorschlag wurde übernommen.',
  cancelled: 'Abgebrochen.',
  characters: 'Zeichen: {count}',
  short: '(eine gute Länge)',
  long: '(lang für einen Alternativtext)',
  'too-long': '(zu lang für einen Alternativtext: als Beschreibung neben das Bild setzen)',
  required: 'Einen Alternativtext schreiben oder das Bild als dekorativ kennzeichnen.',
  retry: 'Noch einmal versuchen',
  write: 'Text selbst schreiben',
  'no-picture': 'Hier ist kein Bild, das beschrieben werden kann.',
  'other-origin':
    'Das Bild kommt von {host}. Browser lassen eine Seite es nur lesen, wenn sie darum bittet (crossorigin) und jener Server es erlaubt (CORS).',
  unreadable: 'Die Datei des Bildes kann nicht gelesen werden.',
  changed: 'Das Bild ist seit dem Vorschlag ein anderes.',
  'no-model': 'Für Vorschläge ist kein Modell angegeben.',
  'not-fetched': 'Das Modell konnte nicht geladen werden. Bitte die Verbindung prüfen.',
  failed: 'Es konnte kein Text vorgeschlagen werden: {reason}',
};

const LANGUAGES: Readonly<Record<string, Texts>> = { en, de };

export const TEXT_KEYS = Object.keys(en) as TextKey[];

/** The attribute that replaces a text. */
export const textAttribute = (key: TextKey) => `text-${key}`;

/** The text in the element's language, English where there is none, unless an attribute says it. */
export function textOf(
  element: Element,
  key: TextKey,
  values: Readonly<Record<string, string | number>> = {},
): string {
  const own = element.getAttribute(textAttribute(key));
  const text = own ?? (LANGUAGES[languageOf(element).split('-')[0]!.toLowerCase()] ?? en)[key];
  return text.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
}

/** Of the nearest `lang`, also outside of the shadow trees that the element is in. */
export function languageOf(element: Element): string {
  const found = element.closest('[lang]')?.getAttribute('lang');
  if (found) return found;
  const { host } = element.getRootNode() as Partial<ShadowRoot>;
  return host ? languageOf(host) : 'en';
}
