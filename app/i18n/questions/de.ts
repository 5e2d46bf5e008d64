/** What the page says about questions and answers, in German. */
import { layerName } from '../heatmap/de';
import type { Messages } from '../messages';
import { f, places } from '../shared/de';

export const questions: Messages['questions'] = {
  title: 'Fragen',
  field: {
    label: 'Frage oder Satz (auf Englisch)',
    placeholder: 'what is on the table?',
    submit: { question: 'Fragen', statement: 'Prüfen' },
    reads: {
      question: 'Als Frage gelesen: Ein Modell beantwortet sie.',
      statement: 'Als Satz gelesen: Die Modelle sagen, wie gut er passt.',
    },
    instead: { question: 'Stattdessen prüfen', statement: 'Stattdessen fragen' },
    listed: 'Antworten zur Auswahl (freiwillig)',
    listedPlaceholder: 'red, green, blue',
    listedHint: 'Durch Kommas getrennt: Das Modell ordnet sie, statt mit eigenen Worten zu antworten.',
    answering: 'Die Frage wird beantwortet …',
    waiting: 'Die Antwort kommt nach den Bildunterschriften …',
    loading: ({ name }) => `${name} wird zum Antworten geladen …`,
    matching: 'Die Modelle werden gefragt …',
  },
  tooLong: {
    question: ({ below }) =>
      `Die Frage ist zu lang für das Modell: Kürzen Sie sie auf weniger als ${below} Wortteile.`,
    answer: ({ below }) =>
      `Eine Ihrer Antworten ist zu lang für das Modell: Kürzen Sie jede auf weniger als ${below} Wortteile.`,
  },
  notLoaded: ({ error }) => `<b>Das Modell, das antwortet, konnte nicht geladen werden.</b> ${error}`,
  failed: ({ question, error }) => `<b>Auf „${question}“ gibt es keine Antwort.</b> ${error}`,
  missing: {
    text: 'Das benutzte Modell beantwortet keine Fragen.',
    offer: ({ name, bytes }) =>
      `Das benutzte Modell beantwortet keine Fragen. ${name} kann es; dafür werden etwa ${f.bytes(bytes)} heruntergeladen.`,
    get: 'Holen',
    getNamed: ({ name }) => `${name} holen`,
    use: ({ name }) => `Mit ${name} antworten`,
    waiting: ({ question }) => `„${question}“ wird beantwortet, sobald es da ist.`,
    fresh: ({ name }) => `${name} ist neu auf diesem Gerät und beantwortet Fragen.`,
  },
  answer: ({ answer, share, place }) =>
    place === null
      ? `${answer}, ${f.percent(share)}`
      : `${answer}, ${f.percent(share)}, am stärksten ${places[place]}`,
  word: ({ word, place }) => (place === null ? word : `${word}, am stärksten ${places[place]}`),
  answersTo: ({ question }) => `Antworten auf „${question}“`,
  showAll: ({ count }) => `Alle ${f.number(count)} Antworten zeigen`,
  showBest: ({ count }) => `Die besten ${f.number(count)} zeigen`,
  by: ({ model }) => `von ${model}`,
  rankedBy: ({ model }) => `unter Ihren Antworten, von ${model}`,
  masked: ({ count }) =>
    f.plural(count, { one: 'mit einem verdeckten Teil', other: `mit ${count} verdeckten Teilen` }),
  again: ({ question }) => `Noch einmal fragen: „${question}“`,
  againHint: 'Noch einmal fragen',
  copy: ({ question }) => `„${question}“ mit den Antworten kopieren`,
  copyHint: 'Frage und Antworten kopieren',
  remove: ({ question }) => `„${question}“ löschen`,
  removeHint: 'Löschen',
  removed: ({ question }) => `„${question}“ wurde gelöscht.`,
  announce: ({ answer, share }) => `Antwort: ${answer}, ${f.percent(share)}`,
  answerLine: ({ answer, share }) => `${answer} (${f.percent(share)})`,
  share: ({ share }) => f.percent(share),
  probabilityTerm: 'Die Wahrscheinlichkeit aller Wortteile der Antwort zusammen, bis zu ihrem Ende',
  rankedTerm:
    'Die Wahrscheinlichkeit unter den Antworten, die Sie genannt haben: Softmax ihrer Log-Wahrscheinlichkeiten',
  guesses:
    'Dieses Bild gleicht denen nicht, mit denen das Modell trainiert wurde. Die Antworten sind geraten. Ein anderes Modell kann besser sein.',
  demoGuesses:
    'Das Demomodell kennt nur gezeichnete Szenen wie die Beispiele. Bei Ihren eigenen Bildern sind seine Antworten geraten.',
  legends: {
    attention: {
      answer: ({ answer }) => `Wohin das Modell für <b>„${answer}“</b> gesehen hat`,
      word: ({ word, answer }) => `Wohin es bei <b>„${word}“</b> für „${answer}“ gesehen hat`,
    },
    'grad-cam': {
      answer: ({ answer }) => `Was das Modell <b>„${answer}“</b> antworten ließ`,
      word: ({ word, answer }) => `Was das Modell „${answer}“ antworten ließ, bei <b>„${word}“</b>`,
    },
  },
  mapTerms: {
    attention: ({ layer }) => `Cross-Attention der Frage auf das Bild, ${layerName(layer)}`,
    'grad-cam': ({ layer }) =>
      `Grad-CAM der Antwort, ${layerName(layer)}: Cross-Attention der Frage auf das Bild, gewichtet mit dem Gradienten der Log-Wahrscheinlichkeit der Antwort`,
  },
  map: {
    computing: 'Die Karte wird berechnet …',
    failed: ({ error }) => `Es gibt keine Karte. ${error}`,
    'other-model': ({ model }) =>
      `Diese Antwort ist von ${model}, das nicht benutzt wird. Fragen Sie für eine Karte noch einmal.`,
    'no-graph':
      'Dieses Modell wurde mit einer älteren Version umgewandelt, die keine Karten von Antworten kannte. Installieren Sie es noch einmal.',
  },
};
