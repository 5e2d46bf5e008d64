/** What the page says about captions, in German. */
import type { Messages } from '../messages';
import { f, places } from '../shared/de';

export const captions: Messages['captions'] = {
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
    match: ({ share }) => `<b>${f.percent(share)}</b> passt zum Bild <small>Bild-Text-Abgleich (ITM)</small>`,
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
};
