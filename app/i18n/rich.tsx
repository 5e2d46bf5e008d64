import { Fragment, type ReactNode } from 'react';

/** What the marked parts of a sentence become: of `<x>text</x>` a function of the text, of `<x/>` a node. */
type Parts = Readonly<Record<string, ReactNode | ((text: string) => ReactNode)>>;

const MARKED = /<(\w+)>(.*?)<\/\1>|<(\w+)\/>/gs;

/**
 * A sentence of the catalogue with its marked parts as elements, so that a translation can move them. Marks that
 * `parts` does not name stay as they are: they are part of somebody's file name.
 */
export function rich(sentence: string, parts: Parts): ReactNode {
  const nodes: ReactNode[] = [];
  let end = 0;
  for (const { 0: mark, 1: name, 2: text = '', 3: alone, index } of sentence.matchAll(MARKED)) {
    const part = parts[name ?? alone ?? ''];
    if (part === undefined) continue;
    nodes.push(sentence.slice(end, index), typeof part === 'function' ? part(text) : part);
    end = index + mark.length;
  }
  nodes.push(sentence.slice(end));
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence keep their places
  return nodes.map((node, index) => <Fragment key={index}>{node}</Fragment>);
}

/** The usual mark for what stands out. */
export const strong = (text: string) => <strong>{text}</strong>;

/** A sentence with what is between its marks as plain text, for where there are no elements. */
export function plain(sentence: string): string {
  return sentence.replace(/<\/?\w+>/g, '');
}
