import { describe, expect, test } from 'vitest';
import { mergePacket, newPacket, textsOfPacket, xmpTextsOf } from './packet.ts';
import { parseXml } from './xml.ts';

const NAMESPACES =
  'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"';
const rdf = (content: string) =>
  `<?xml version="1.0"?>\n<!-- a note -->\n<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${NAMESPACES}>${content}</rdf:RDF></x:xmpmeta>\n<?xpacket end='w'?>`;
const alt = (items: string) =>
  `<Iptc4xmpCore:AltTextAccessibility><rdf:Alt>${items}</rdf:Alt></Iptc4xmpCore:AltTextAccessibility>`;
const merged = (packet: string, text = 'new', language = 'en') =>
  mergePacket(packet, xmpTextsOf(text, false), language);

describe('merging', () => {
  test('what is there stays, letter by letter', () => {
    const develop = `<rdf:Description rdf:about='uuid:1'   crs:Exposure = "+0.5">\n\t<crs:Curve><rdf:Seq><rdf:li>0, 0</rdf:li></rdf:Seq></crs:Curve><!-- x --><dc:subject/></rdf:Description>`;
    const result = merged(rdf(develop));
    const [before = '', after = ''] = rdf(develop).split('</rdf:RDF>');
    expect(result.startsWith(before)).toBe(true);
    expect(result.endsWith(`</rdf:RDF>${after}`)).toBe(true);
    expect(result).toContain('<rdf:Description rdf:about="uuid:1"\n    xmlns:Iptc4xmpCore=');
    expect(textsOfPacket(result)).toEqual([{ property: 'altText', language: 'x-default', text: 'new' }]);
  });

  test('the same language is replaced and others stay', () => {
    const items =
      '<rdf:li xml:lang="x-default">old</rdf:li><rdf:li xml:lang="en">old</rdf:li><rdf:li xml:lang="de-DE">ein <!-- x -->Hund</rdf:li>';
    const result = merged(rdf(`<rdf:Description rdf:about="">${alt(items)}</rdf:Description>`));
    expect(result).toContain(
      alt(
        '<rdf:li xml:lang="x-default">new</rdf:li><rdf:li xml:lang="en">new</rdf:li><rdf:li xml:lang="de-DE">ein <!-- x -->Hund</rdf:li>',
      ),
    );
  });

  test('repeated properties and attributes become one', () => {
    const packet = rdf(
      `<rdf:Description Iptc4xmpCore:AltTextAccessibility="attribute">${alt('<rdf:li>one</rdf:li>')}</rdf:Description><rdf:Description>${alt('<rdf:li>two</rdf:li>')}</rdf:Description>`,
    );
    expect(textsOfPacket(merged(packet)).map(({ text }) => text)).toEqual(['new']);
  });

  test.each([
    ['an empty RDF', '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'],
    [
      'other prefixes',
      '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Description r:about=""/></r:RDF>',
    ],
    ['no prefix', '<RDF xmlns="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><Description/></RDF>'],
    ['an empty property', rdf('<rdf:Description><Iptc4xmpCore:AltTextAccessibility/></rdf:Description>')],
    [
      'a structure',
      rdf('<rdf:Description><Iptc4xmpCore:AltTextAccessibility rdf:parseType="Resource"/></rdf:Description>'),
    ],
  ])('%s', (_, packet) => {
    const result = merged(merged(packet, 'first'), 'a "new" <text> & ]]>');
    expect(textsOfPacket(result).map(({ text }) => text)).toEqual(['a "new" <text> & ]]>']);
  });

  test('a description that is there is not replaced, an empty one is', () => {
    const described = (text: string) =>
      rdf(
        `<rdf:Description><dc:description><rdf:Alt><rdf:li xml:lang="x-default">${text}</rdf:li></rdf:Alt></dc:description></rdf:Description>`,
      );
    const texts = (packet: string) =>
      textsOfPacket(mergePacket(packet, xmpTextsOf('new', true), 'en')).map(({ text }) => text);
    expect(texts(described('theirs'))).toEqual(['new', 'theirs']);
    expect(texts(described(' '))).toEqual(['new']);
    expect(texts(rdf(''))).toEqual(['new']);
  });

  test.each(['', 'text', '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>', '<a><b></a>', '<!DOCTYPE x><x/>'])(
    '%j is no packet',
    (packet) => {
      expect(() => merged(packet)).toThrow();
    },
  );
});

test('a long text is cut after a word, and whole in the extended description', () => {
  const text = 'word '.repeat(100).trim();
  const { altText, extended } = xmpTextsOf(text, false);
  expect([...altText].length).toBeLessThanOrEqual(250);
  expect(altText).toMatch(/ word…$/);
  expect(extended).toBe(text);
  expect(textsOfPacket(newPacket(xmpTextsOf(text, false), 'de')).map((each) => each.text)).toEqual([text]);
});

test('a language that is no name of one is escaped', () => {
  expect(() => parseXml(newPacket(xmpTextsOf('a', false), '"><x'))).not.toThrow();
});

describe('XML', () => {
  test('entities, CDATA, comments and instructions', () => {
    const [element] = parseXml(
      '<a b="1 &lt; 2" c=\'&#x41;&#66;\'>x &amp; <!-- no --><![CDATA[<y>]]><?no?> &unknown;</a>',
    );
    expect(element?.text).toBe('x & <y> &unknown;');
    expect(element?.attributes.map(({ value }) => value)).toEqual(['1 < 2', 'AB']);
  });

  test.each([
    '<a',
    '<a b>',
    '<a b=1/>',
    '<a></b>',
    '</a>',
    '<a>',
    '<!-- x',
    '<a b="<"/>',
    '<![CDATA[',
    `${'<a>'.repeat(200)}`,
  ])('%j is refused', (source) => {
    expect(() => parseXml(source)).toThrow();
  });

  // Quadratic work would take longer than a test may.
  test.each(['<', '<a ', '&', '"', '<a b="', '<!--', ' ', '<a/>', '<a b="1"', '&#x1'])(
    'a long document of %j',
    (piece) => {
      try {
        parseXml(piece.repeat(200_000));
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    },
  );
});
