import { CollectionDatabase, databaseName } from './database.ts';

/** The database of this app, whose workers are in a folder of its own, one below the page. */
export function appDatabase(): CollectionDatabase {
  return new CollectionDatabase(databaseName(new URL('..', self.location.href).pathname));
}
