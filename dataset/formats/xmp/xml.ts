/**
 * A small XML parser that remembers where each element is, so that an XMP packet can be changed in one place and stay
 * as it is everywhere else. Entities of a document type are not expanded: such a document is refused.
 */

import { FormatError } from '../../io/source.ts';

export interface XmlAttribute {
  /** As written, with its prefix. */
  name: string;
  namespace: string;
  local: string;
  value: string;
  /** Of name and value, in the document. */
  start: number;
  end: number;
}

export interface XmlElement {
  /** As written, with its prefix. */
  name: string;
  namespace: string;
  local: string;
  attributes: XmlAttribute[];
  children: XmlElement[];
  /** The text between the children, joined. */
  text: string;
  /** Offsets in the document: of `<`, after the opening tag, of `</`, after `>`. The second and third are equal for `<a/>`. */
  start: number;
  contentStart: number;
  contentEnd: number;
  end: number;
  selfClosing: boolean;
}

const MAX_DEPTH = 100;
const MAX_ELEMENTS = 100_000;
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
const NAME = /[^\s/>=<"'&]+/y;
const ATTRIBUTE = /\s+([^\s/>=<"'&]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const TAG_END = /\s*(\/?)>/y;
const ENTITY = /&(?:#x([0-9a-f]+)|#([0-9]+)|(amp|lt|gt|quot|apos));/gi;
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

type Scope = ReadonlyMap<string, string>;

/**
 * @returns the elements at the top: one in a document, and what stands beside it in a damaged one.
 * @throws {FormatError} if it is not well-formed.
 */
export function parseXml(source: string): XmlElement[] {
  return new Parser(source).parse();
}

class Parser {
  readonly #source: string;
  #at = 0;
  #count = 0;
  readonly #top: XmlElement[] = [];
  readonly #open: { element: XmlElement; scope: Scope }[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  parse(): XmlElement[] {
    while (this.#at < this.#source.length) {
      const next = this.#source.indexOf('<', this.#at);
      this.#text(this.#source.slice(this.#at, next < 0 ? undefined : next));
      if (next < 0) break;
      this.#at = next;
      this.#markup();
    }
    const last = this.#open.at(-1);
    if (last) throw this.#error(`<${last.element.name}> is not closed`);
    return this.#top;
  }

  #markup(): void {
    const starts = (text: string) => this.#source.startsWith(text, this.#at);
    if (starts('<!--')) this.#skipTo('-->');
    else if (starts('<?')) this.#skipTo('?>');
    else if (starts('<![CDATA[')) {
      const from = this.#at + '<![CDATA['.length;
      this.#skipTo(']]>');
      const parent = this.#open.at(-1);
      if (parent) parent.element.text += this.#source.slice(from, this.#at - ']]>'.length);
    } else if (starts('<!')) throw this.#error('a document type is not supported');
    else if (starts('</')) this.#closingTag();
    else this.#openingTag();
  }

  #text(raw: string): void {
    const parent = this.#open.at(-1);
    if (parent) parent.element.text += decodeEntities(raw);
  }

  #skipTo(mark: string): void {
    const end = this.#source.indexOf(mark, this.#at);
    if (end < 0) throw this.#error(`${mark} is missing`);
    this.#at = end + mark.length;
  }

  #openingTag(): void {
    const start = this.#at;
    this.#at += 1;
    const name = this.#match(NAME)?.[0];
    if (name === undefined) throw this.#error('a name is missing');
    const raw: { name: string; value: string; start: number; end: number }[] = [];
    for (let found = this.#match(ATTRIBUTE); found; found = this.#match(ATTRIBUTE)) {
      const value = decodeEntities(found[2] ?? found[3] ?? '');
      raw.push({ name: found[1] ?? '', value, start: this.#at - found[0].trimStart().length, end: this.#at });
    }
    const end = this.#match(TAG_END);
    if (!end) throw this.#error(`the tag <${name}> is damaged`);
    const scope = scopeOf(this.#open.at(-1)?.scope ?? new Map([['xml', XML_NAMESPACE]]), raw);
    const selfClosing = end[1] === '/';
    const element: XmlElement = {
      ...resolve(name, scope, true),
      attributes: raw.map((each) => ({ ...each, ...resolve(each.name, scope, false) })),
      children: [],
      text: '',
      start,
      contentStart: this.#at,
      contentEnd: this.#at,
      end: this.#at,
      selfClosing,
    };
    this.#count += 1;
    if (this.#count > MAX_ELEMENTS || this.#open.length >= MAX_DEPTH) throw this.#error('too many elements');
    (this.#open.at(-1)?.element.children ?? this.#top).push(element);
    if (!selfClosing) this.#open.push({ element, scope });
  }

  #closingTag(): void {
    const start = this.#at;
    this.#at += 2;
    const name = this.#match(NAME)?.[0];
    const last = this.#open.pop();
    if (last === undefined || last.element.name !== name)
      throw this.#error(`</${name ?? ''}> closes nothing`);
    if (this.#match(TAG_END)?.[1] !== '') throw this.#error(`the tag </${name}> is damaged`);
    last.element.contentEnd = start;
    last.element.end = this.#at;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source);
    if (found) this.#at = pattern.lastIndex;
    return found;
  }

  #error(problem: string): FormatError {
    return new FormatError(`${problem}, at letter ${this.#at}`);
  }
}

function scopeOf(outer: Scope, attributes: readonly { name: string; value: string }[]): Scope {
  const declared = attributes.filter(({ name }) => name === 'xmlns' || name.startsWith('xmlns:'));
  if (declared.length === 0) return outer;
  return new Map([
    ...outer,
    ...declared.map(({ name, value }) => [name.slice('xmlns:'.length), value] as const),
  ]);
}

/** Attributes without a prefix have no namespace. */
function resolve(name: string, scope: Scope, isElement: boolean) {
  const colon = name.indexOf(':');
  const prefix = colon < 0 ? '' : name.slice(0, colon);
  const namespace = prefix === '' && !isElement ? '' : (scope.get(prefix) ?? '');
  return { name, namespace, local: name.slice(colon + 1) };
}

function decodeEntities(text: string): string {
  return text.replace(ENTITY, (entity, hex?: string, decimal?: string, named?: string) => {
    if (named) return NAMED[named.toLowerCase()] ?? entity;
    const code = hex ? Number.parseInt(hex, 16) : Number.parseInt(decimal ?? '', 10);
    return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : entity;
  });
}
