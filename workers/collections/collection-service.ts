/** Handlers of the collection worker. */
import { importChunk } from '../../core/import-chunk.ts';
import type {
  CollectionKind,
  ExportReport,
  ExportRequest,
  OpenCollectionRequest,
  OpenedCollection,
  TextWarning,
} from '../../core/protocol/index.ts';
import { OWN_FILES, OwnFiles } from '../../dataset/index.ts';
import { checkFileSize } from '../image/index.ts';
import type { Context, Handlers } from '../serve/serve.ts';
import type { CollectionDatabase } from './database.ts';
import { CollectionError, forPage } from './errors.ts';
import type { ZipServices } from './export/zip-file.ts';
import { journalIn } from './journal/read-journal.ts';
import { journalFindings } from './journal/take-over.ts';
import { FolderJournals, journalFile } from './journal/write-journal.ts';
import { listFiles } from './listing.ts';
import { findCollection, joinRecords, saveListing, summaries, summaryOf } from './open-collection.ts';
import { OpenCollections } from './open-collections.ts';
import { readTexts } from './originals.ts';
import { joined, Restoring } from './restore.ts';
import { oneAfterAnother, type RunLocks, whileLocked } from './run/lock.ts';
import { changeLabels, collectionLabels, withLabels } from './search/labels.ts';
import { nearDuplicates } from './search/near-duplicates.ts';
import { openSource } from './sources/open-source.ts';
import type { FileSource } from './sources/source.ts';
import { NewestFirst } from './thumbnails/newest-first.ts';
import { Thumbnails } from './thumbnails/thumbnails.ts';

export interface CollectionServices extends ZipServices {
  database: CollectionDatabase;
  makeThumbnail: (file: Blob, size: number) => Promise<Blob>;
  displayPicture: (file: Blob, size: number | null) => Promise<Blob | null>;
  looksDrawn: (file: Blob) => Promise<boolean>;
  now: () => number;
  runLocks: RunLocks;
}

/** More of them tell a person nothing. */
const MAX_LISTED = 100;
/** Pictures between two reports while a folder is listed. */
const FOUND_STEP = 100;

export function createCollectionService(services: CollectionServices): Handlers<CollectionKind> {
  const { database } = services;
  const open = new OpenCollections();
  const thumbnails = new Thumbnails(database, services.makeThumbnail);
  const displayed = new NewestFirst(1);
  const journals = new FolderJournals(services);
  return {
    openCollection: answering(async (request, context) => ({
      value: await openCollection(services, open, request, context),
    })),
    collections: answering(async () => ({ value: await summaries(database) })),
    forgetCollection: answering(async ({ collection }, { signal }) => {
      await whileLocked(services.runLocks, collection, signal, () => database.forget(collection));
      open.delete(collection);
      return { value: null };
    }),
    decide: answering(async ({ collection, decisions }) => {
      await database.decide(collection, decisions);
      return { value: null };
    }),
    keepJournal: answering(async ({ collection, keep }) => {
      await database.keepJournal(collection, keep);
      return { value: null };
    }),
    writeJournal: answering(async (request) => ({ value: await journals.write(request) })),
    journalFile: answering(async ({ collection }) => ({
      value: await journalFile(database, collection, open.source(collection)),
    })),
    thumbnail: answering(async ({ collection, path, size }, { signal }) => {
      const source = open.source(collection);
      const picture = { collection, path, open: () => source.open(path) };
      return { value: await thumbnails.get(picture, size, signal) };
    }),
    pictureFile: answering(async ({ collection, path }) => ({
      value: await open.source(collection).open(path),
    })),
    displayPicture: answering(async ({ file, size }, { signal }) => ({
      value: await displayed.run(() => services.displayPicture(file, size), signal),
    })),
    nearDuplicates: answering(async ({ collection }) => ({
      value: await nearDuplicates(database, collection),
    })),
    labels: answering(async ({ collection }) => ({ value: await collectionLabels(database, collection) })),
    changeLabels: answering(async (request) => ({ value: await changeLabels(database, request) })),
    looksDrawn: answering(async ({ file }, { signal }) => ({
      value: await displayed.run(() => services.looksDrawn(file), signal),
    })),
    exportCollection: answering(async (request, context) => ({
      value: await exportFrom(services, open, request, context),
    })),
  };
}

async function openCollection(
  services: CollectionServices,
  open: OpenCollections,
  { source }: OpenCollectionRequest,
  { progress, signal }: Context<'openCollection'>,
): Promise<OpenedCollection> {
  const { database } = services;
  const files = await openSource(source);
  const onFound = (found: number) => {
    if (found % FOUND_STEP === 0) progress({ found });
  };
  const own = await ownFilesOf(files);
  const { pictures, texts, leftOut } = await listFiles(files, { isTooLarge, own, onFound, signal });
  const { collection, listed, warnings } = await oneAfterAnother(services.runLocks, signal, async () => {
    const collection = await findCollection(database, source, pictures, services);
    const stored = await database.pictures(collection.id);
    const restoring = new Restoring(pictures, new Set(stored.map(({ path }) => path)));
    const originals = await readTexts(texts, pictures, { restore: restoring.take, signal });
    const warn = (warning: TextWarning) => originals.warnings.push(warning);
    const restored = await restoring.findings(collection.id, files);
    const journal = await journalIn(files, warn);
    const folder = { collection: collection.id, pictures, originals: originals.texts, source: files };
    const findings = journal ? joined(restored, await journalFindings(database, journal, folder)) : restored;
    const listing = { pictures, stored, originals: originals.texts, findings };
    return { collection, listed: await saveListing(database, collection, listing), ...originals };
  });
  open.add(collection.id, files);
  const records = await joinRecords(database, collection.id, listed);
  const done = records.filter((record) => record.done).length;
  return {
    summary: { ...summaryOf(collection), pictures: records.length, done },
    records,
    leftOut: leftOut.slice(0, MAX_LISTED),
    leftOutCount: leftOut.length,
    warnings: warnings.slice(0, MAX_LISTED),
  };
}

async function exportFrom(
  services: CollectionServices,
  open: OpenCollections,
  request: ExportRequest,
  context: Context<'exportCollection'>,
): Promise<ExportReport> {
  const { database } = services;
  const { exportCollection } = await importChunk(() => import('./export/export-collection.ts'));
  const { openSink } = await importChunk(() => import('./export/open-sink.ts'));
  const source = open.source(request.collection);
  const stored = (await database.pictures(request.collection)).filter(({ listed }) => listed);
  const known = await joinRecords(database, request.collection, stored);
  const records = await withLabels(database, request.collection, known);
  const { name = '' } = (await database.collection(request.collection)) ?? {};
  const sink = await openSink(request, name, services);
  return exportCollection({ records, source }, request, sink, context);
}

function isTooLarge(bytes: number): boolean {
  try {
    checkFileSize(bytes);
    return false;
  } catch {
    return true;
  }
}

/** What exports have written into the folder. */
async function ownFilesOf(files: FileSource): Promise<OwnFiles> {
  try {
    return await OwnFiles.read(await files.open(OWN_FILES));
  } catch (error) {
    if (error instanceof CollectionError && error.code === 'file-missing') return new OwnFiles();
    throw error;
  }
}

type Handler<In, With, Out> = (payload: In, context: With) => Promise<Out>;

/** Wraps a handler: errors of the browser are translated by `forPage`. */
function answering<In, With, Out>(handler: Handler<In, With, Out>): Handler<In, With, Out> {
  return async (payload, context) => {
    try {
      return await handler(payload, context);
    } catch (error) {
      throw forPage(error);
    }
  };
}
