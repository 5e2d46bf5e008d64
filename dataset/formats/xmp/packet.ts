/** XMP packets: alternative texts are read from them and written into them; everything else in them stays as it is. */

import { FormatError } from '../../io/source.ts';
import { parseXml, type XmlElement } from './xml.ts';

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const META = 'adobe:ns:meta/';
const IPTC = 'http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/';
const DC = 'http://purl.org/dc/elements/1.1/';

interface Property {
  namespace: string;
  local: string;
  prefix: string;
}
const ALT_TEXT: Property = { namespace: IPTC, local: 'AltTextAccessibility', prefix: 'Iptc4xmpCore' };
const EXTENDED: Property = { namespace: IPTC, local: 'ExtDescrAccessibility', prefix: 'Iptc4xmpCore' };
const DESCRIPTION: Property = { namespace: DC, local: 'description', prefix: 'dc' };

export interface XmpTexts {
  altText: string;
  /** A longer text; null removes nothing and writes nothing. */
  extended: string | null;
  /** Written only where the packet has none. */
  description: string | null;
}

/** IPTC's advice: an alternative text has at most 250 letters, and what is longer belongs into the extended one. */
export const MAX_ALT_TEXT = 250;

/** @param text is cut after a word where it is too long, and given whole as the extended text. */
export function xmpTextsOf(text: string, withDescription: boolean): XmpTexts {
  const letters = [...text];
  const description = withDescription ? text : null;
  if (letters.length <= MAX_ALT_TEXT) return { altText: text, extended: null, description };
  const head = letters.slice(0, MAX_ALT_TEXT - 1).join('');
  const altText = `${head.replace(/\s+\S*$/u, '') || head}…`;
  return { altText, extended: text, description };
}

/** A new packet. */
export function newPacket(texts: XmpTexts, language: string): string {
  const description = descriptionBlock(wanted(texts), language, 'rdf', '');
  return (
    `<x:xmpmeta xmlns:x="${META}" x:xmptk="Blipscope">\n <rdf:RDF xmlns:rdf="${RDF}">\n` +
    `${description} </rdf:RDF>\n</x:xmpmeta>\n`
  );
}

/**
 * A packet with the texts in place of those that it has in the same language. Other languages and all other properties
 * stay, letter by letter.
 * @throws {FormatError} if it is no XMP packet.
 */
export function mergePacket(packet: string, texts: XmpTexts, language: string): string {
  const rdf = rdfOf(packet);
  const edits: Edit[] = [];
  const missing: [Property, string][] = [];
  for (const [property, text] of wanted(texts)) {
    const [first, ...others] = elementsOf(rdf, property);
    if (first && property === DESCRIPTION && textsIn(first).some((each) => each.text.trim() !== '')) continue;
    if (first) edits.push(replacement(packet, first, text, language, prefixOf(rdf)));
    else missing.push([property, text]);
    edits.push(
      ...[...others, ...attributesOf(rdf, property)].map(({ start, end }) => ({ start, end, text: '' })),
    );
  }
  if (missing.length > 0) edits.push(insertion(packet, rdf, missing, language));
  return applyEdits(packet, edits);
}

export interface XmpText {
  property: 'altText' | 'extended' | 'description';
  language: string;
  text: string;
}

/**
 * The texts of a packet, `x-default` first, each once. An alternative text that an extended one repeats is left out.
 * @throws {FormatError} if it is no XMP packet.
 */
export function textsOfPacket(packet: string): XmpText[] {
  const rdf = rdfOf(packet);
  const found = [
    ...propertyTexts(rdf, ALT_TEXT, 'altText'),
    ...propertyTexts(rdf, EXTENDED, 'extended'),
    ...propertyTexts(rdf, DESCRIPTION, 'description'),
  ].filter(({ text }) => text.trim() !== '');
  const seen = new Set<string>();
  return found.filter(({ text, property }) => {
    const cut = property === 'altText' && text.endsWith('…') ? text.slice(0, -1) : null;
    const repeated =
      cut !== null && found.some((each) => each.property === 'extended' && each.text.startsWith(cut));
    return !repeated && seen.size < seen.add(text).size;
  });
}

function propertyTexts(rdf: XmlElement, property: Property, name: XmpText['property']): XmpText[] {
  const attributes = attributesOf(rdf, property).map(({ value }) => ({ language: 'x-default', text: value }));
  const texts = [...elementsOf(rdf, property).flatMap(textsIn), ...attributes];
  return texts
    .sort((a, b) => Number(b.language === 'x-default') - Number(a.language === 'x-default'))
    .map(({ language, text }) => ({ property: name, language, text }));
}

function wanted({ altText, extended, description }: XmpTexts): [Property, string][] {
  const all: [Property, string | null][] = [
    [ALT_TEXT, altText],
    [EXTENDED, extended],
    [DESCRIPTION, description],
  ];
  return all.filter((each): each is [Property, string] => each[1] !== null);
}

/** @throws {FormatError} if there is none. */
function rdfOf(packet: string): XmlElement {
  const top = parseXml(packet);
  const inside = top.flatMap((element) => (element.namespace === META ? element.children : [element]));
  const rdf = inside.find(({ namespace, local }) => namespace === RDF && local === 'RDF');
  if (!rdf) throw new FormatError('no rdf:RDF in it');
  return rdf;
}

function descriptionsOf(rdf: XmlElement): XmlElement[] {
  return rdf.children.filter(({ namespace, local }) => namespace === RDF && local === 'Description');
}

function elementsOf(rdf: XmlElement, { namespace, local }: Property): XmlElement[] {
  return descriptionsOf(rdf)
    .flatMap(({ children }) => children)
    .filter((element) => element.namespace === namespace && element.local === local);
}

function attributesOf(rdf: XmlElement, { namespace, local }: Property) {
  return descriptionsOf(rdf)
    .flatMap(({ attributes }) => attributes)
    .filter((attribute) => attribute.namespace === namespace && attribute.local === local);
}

interface LanguageText {
  language: string;
  text: string;
}

/** Of a Lang Alt, or of a property that is plain text. */
function textsIn(property: XmlElement): (LanguageText & { item: XmlElement | null })[] {
  const items = property.children
    .filter(({ namespace }) => namespace === RDF)
    .flatMap(({ children }) => children)
    .filter(({ namespace, local }) => namespace === RDF && local === 'li');
  if (items.length === 0) return [{ language: 'x-default', text: property.text, item: null }];
  return items.map((item) => {
    const language = item.attributes.find(({ name }) => name === 'xml:lang')?.value ?? 'x-default';
    return { language, text: item.text, item };
  });
}

interface Edit {
  start: number;
  end: number;
  text: string;
}

function replacement(
  packet: string,
  property: XmlElement,
  text: string,
  language: string,
  prefix: string,
): Edit {
  const others = textsIn(property).flatMap(({ item, language: other }) => {
    const replaced = ['x-default', language.toLowerCase()].includes(other.toLowerCase());
    return item && !replaced ? packet.slice(item.start, item.end) : [];
  });
  const content = langAlt(text, language, prefix, others);
  // Attributes other than declarations would say that its value is elsewhere, or a structure.
  const declared = property.attributes.filter(({ name }) => name.startsWith('xmlns'));
  const declarations = declared.map(({ start, end }) => ` ${packet.slice(start, end)}`).join('');
  const { name } = property;
  return { start: property.start, end: property.end, text: `<${name}${declarations}>${content}</${name}>` };
}

/** A new block at the end of the RDF, about the same resource as the first one. */
function insertion(packet: string, rdf: XmlElement, missing: [Property, string][], language: string): Edit {
  const about = descriptionsOf(rdf)[0]?.attributes.find(
    ({ namespace, local }) => local === 'about' && (namespace === RDF || namespace === ''),
  );
  const block = descriptionBlock(missing, language, prefixOf(rdf), about?.value ?? '');
  if (!rdf.selfClosing) return { start: rdf.contentEnd, end: rdf.contentEnd, text: block };
  const opening = `${packet.slice(rdf.start, rdf.end - '/>'.length).trimEnd()}>`;
  return { start: rdf.start, end: rdf.end, text: `${opening}\n${block}</${rdf.name}>` };
}

/** Of the RDF namespace, as the document has it; empty where it is the default namespace. */
function prefixOf(rdf: XmlElement): string {
  return rdf.name.includes(':') ? rdf.name.slice(0, rdf.name.indexOf(':')) : '';
}

function descriptionBlock(
  properties: [Property, string][],
  language: string,
  rdf: string,
  about: string,
): string {
  const p = rdf === '' ? '' : `${rdf}:`;
  // Attributes take no default namespace, so a document without a prefix gets one here.
  const named = rdf === '' ? `xmlns:rdf="${RDF}" rdf:about` : `${p}about`;
  const declared = new Map(properties.map(([{ prefix, namespace }]) => [prefix, namespace]));
  const declarations = [...declared]
    .map(([prefix, namespace]) => `\n    xmlns:${prefix}="${namespace}"`)
    .join('');
  const elements = properties.map(([{ prefix, local }, text]) => {
    const name = `${prefix}:${local}`;
    return `   <${name}>${langAlt(text, language, rdf, [])}</${name}>\n`;
  });
  return `  <${p}Description ${named}="${escapeXml(about)}"${declarations}>\n${elements.join('')}  </${p}Description>\n`;
}

/** `x-default` first, the language second, then the other languages as they were. */
function langAlt(text: string, language: string, rdf: string, others: readonly string[]): string {
  const p = rdf === '' ? '' : `${rdf}:`;
  const item = (lang: string) => `<${p}li xml:lang="${escapeXml(lang)}">${escapeXml(text)}</${p}li>`;
  const items = [item('x-default'), ...(language === '' ? [] : [item(language)]), ...others];
  return `<${p}Alt>${items.join('')}</${p}Alt>`;
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const edit of [...edits].sort((a, b) => b.start - a.start)) {
    result = result.slice(0, edit.start) + edit.text + result.slice(edit.end);
  }
  return result;
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

/** For text and attributes. Letters that XML has no way to write are left out. */
function escapeXml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what XML forbids.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/[&<>"\r]/g, (letter) => ESCAPES[letter] ?? letter)
  );
}
