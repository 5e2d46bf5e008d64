import { basename } from 'node:path';
import { build, type Plugin, type Rolldown } from 'vite';

export interface SharedModules {
  page: Plugin;
  workers: () => Plugin[];
}

/** Stands in the code of the workers for the folder of the built files. */
const PREFIX = 'shared-module:';

/** A module as it was built, and the files that it names. */
interface Built {
  chunk: Rolldown.OutputChunk;
  assets: Rolldown.OutputAsset[];
}

/**
 * Builds modules into one file each, which all workers import: they are bundled separately, and each would have a copy.
 * A shared module must not import what the workers have too. `workers` goes into `worker.plugins`.
 *
 * @param files absolute paths.
 * @param onBuilt gets what was built, for the notices of licences.
 */
export function sharedModules(
  files: readonly string[],
  onBuilt: (chunk: Rolldown.OutputChunk) => void,
): SharedModules {
  let started: Promise<Map<string, Built>> | undefined;
  const built = () => {
    started ??= buildAll(files);
    return started;
  };
  return {
    page: {
      name: 'shared-modules',
      apply: 'build',
      async generateBundle() {
        for (const { chunk, assets } of (await built()).values()) {
          onBuilt(chunk);
          this.emitFile({ type: 'asset', fileName: chunk.fileName, source: chunk.code });
          for (const { fileName, source } of assets) this.emitFile({ type: 'asset', fileName, source });
        }
      },
    },
    workers: () => [workerPlugin(files, built)],
  };
}

function workerPlugin(files: readonly string[], built: () => Promise<Map<string, Built>>): Plugin {
  return {
    name: 'shared-modules:worker',
    apply: 'build',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      const found = await this.resolve(source, importer, { ...options, skipSelf: true });
      if (!found || !importer || !files.includes(found.id)) return null;
      return { id: PREFIX + found.id, external: true };
    },
    /** All files of the built app that have code are in one folder. */
    async renderChunk(code) {
      let changed = code;
      for (const [file, { chunk }] of await built()) {
        changed = changed.replaceAll(PREFIX + file, `./${basename(chunk.fileName)}`);
      }
      return changed === code ? null : { code: changed, map: null };
    },
  };
}

async function buildAll(files: readonly string[]): Promise<Map<string, Built>> {
  const all = await Promise.all(files.map(async (file) => [file, await buildOne(file)] as const));
  return new Map(all);
}

/** @throws {Error} if the module takes more than one file of code. */
async function buildOne(file: string): Promise<Built> {
  const output = await build({
    configFile: false,
    // What it names lies beside it.
    base: './',
    logLevel: 'warn',
    publicDir: false,
    build: {
      write: false,
      modulePreload: false,
      // The libraries are what they are.
      chunkSizeWarningLimit: Number.POSITIVE_INFINITY,
      rolldownOptions: {
        input: file,
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: 'assets/[name]-[hash].js' },
      },
    },
  });
  const [first] = Array.isArray(output) ? output : [output];
  const files: (Rolldown.OutputChunk | Rolldown.OutputAsset)[] =
    first && 'output' in first ? first.output : [];
  const [chunk, ...others] = files.filter((each) => each.type === 'chunk');
  if (!chunk || others.length > 0)
    throw new Error(`${file} must be built into one file of code: it must not load or import others.`);
  return { chunk, assets: files.filter((each) => each.type === 'asset') };
}
