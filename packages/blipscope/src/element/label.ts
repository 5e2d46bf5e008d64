/** A name for the field: its words, and whether the page shows them already. */
export interface Label {
  text: string;
  isShown: boolean;
}

/** What labels the element or the field that it replaces; null where nothing does. */
export function labelOf(
  host: HTMLElement,
  labels: Iterable<Node>,
  replaced: HTMLTextAreaElement | null,
): Label | null {
  const own = wordsOf(labels);
  if (own) return { text: own, isShown: true };
  const named = host.getAttribute('aria-label');
  if (named) return { text: named, isShown: false };
  const before = [...(replaced?.labels ?? [])];
  const text = wordsOf(before);
  // A label within the element is hidden with the field that it was made for.
  return text ? { text, isShown: before.some((label) => !host.contains(label)) } : null;
}

function wordsOf(labels: Iterable<Node>): string {
  const nodes = [...labels].flatMap(({ childNodes }) => [...childNodes]).filter((node) => !holdsField(node));
  return nodes
    .map(({ textContent }) => textContent?.trim())
    .filter(Boolean)
    .join(' ');
}

const FIELDS = 'blip-caption, textarea';

const holdsField = (node: Node) =>
  node instanceof Element && (node.matches(FIELDS) || node.querySelector(FIELDS) !== null);
