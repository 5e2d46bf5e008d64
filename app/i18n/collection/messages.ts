/** The catalogue of the part that shows collections; it is loaded with that part. */
import { importChunk } from '../../../core/import-chunk';
import type { Language } from '../format';
import { en } from './en';

/** What a translation has to have, no less and no more. */
export type CollectionMessages = typeof en;

const CATALOGUES: Readonly<Record<Language, () => Promise<CollectionMessages>>> = {
  en: async () => en,
  de: async () => (await importChunk(() => import('./de'))).de,
};

/** @throws when a language cannot be fetched. */
export function loadCollectionMessages(language: Language): Promise<CollectionMessages> {
  return CATALOGUES[language]();
}
