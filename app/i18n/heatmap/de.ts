/** What the page says about heatmaps, side by side too, and how the methods differ, in German. */
import type { Messages } from '../messages';
import { f, places } from '../shared/de';

export const layerName = (layer: number | 'sum') =>
  layer === 'sum' ? 'alle Schichten zusammen' : `Schicht ${layer}`;

export const heatmap: Messages['heatmap'] = {
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
};

export const figure: Messages['figure'] = {
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
};

export const difference: Messages['difference'] = {
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
    'Das Modell liest das Bild mehrmals, einmal in jeder Schicht: dreimal im Demomodell, zwölfmal in BLIP. In einer Schicht sehen mehrere Köpfe gleichzeitig hin, jeder auf etwas anderes. Eine einzelne Schicht oder ein einzelner Kopf kann zeigen, was die anderen verdecken, und zeigt oft nichts Nützliches: Im Demomodell zeigt die erste Schicht des Beschriftungsmodells in weniger als der Hälfte der Fälle richtig, die letzte des Matchers nie.',
  layersDefault:
    'Deshalb werden normalerweise alle Schichten zusammen gezeigt: Welche einzelne die beste ist, ist von Modell zu Modell verschieden, und im Demomodell lagen alle zusammen nie mehr als vier Prozentpunkte dahinter. Ausnahmen sind ein Matcher mit mehr als sieben Schichten, der Schicht 7 zeigt, wie LAVIS, und Antworten auf Fragen: Ihre Karten sind von der letzten Schicht, die öfter findet, wonach gefragt wurde, und kaum anderes markiert.',
  scaleTitle: 'Welcher Maßstab?',
  scale:
    'Mit <b>jedes Wort</b> hat jedes Wort den vollen Maßstab: Seine stärkste Stelle ist „viel“. Sie sehen, wohin jedes gesehen hat, so schwach es auch war. Mit <b>der Satz</b> teilen sich alle Wörter einen Maßstab: Sie sehen, welche viel hingesehen haben, und schwache bleiben schwach.',
};
