import type { Records } from './store/records';

/** What other models than the loaded one have written: in an earlier run, or in a run of the command line. */
export interface OtherModels {
  /** Their ids. */
  models: string[];
  /** Of the pictures. */
  paths: string[];
}

/** @param loaded the id of the loaded captioner. */
export function otherModels(records: Records, loaded: string): OtherModels {
  const models = new Set<string>();
  const paths: string[] = [];
  for (const { path, texts } of records.values()) {
    const others = texts.flatMap((text) =>
      text.source === 'synthetic' && text.model !== loaded ? [text.model] : [],
    );
    for (const model of others) models.add(model);
    if (others.length > 0) paths.push(path);
  }
  return { models: [...models], paths };
}
