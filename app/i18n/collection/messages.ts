/** The catalogue of the part that shows collections; it is loaded with that part. */
import { importChunk } from '../../../core/import-chunk';
import type { Language } from '../format';
import { en } from './en';

/** What a translation has to have, no less and no more. */
export type CollectionMessages = typeof en;

/** @throws when a language cannot be fetched. */
export async function loadCollectionMessages(language: Language): Promise<CollectionMessages> {
  return language === 'de' ? (await importChunk(() => import('./de'))).de : en;
}
