import { basename } from 'node:path';
import { build, type Plugin, type Rolldown } from 'vite';

export interface SharedModules {
  page: Plugin;
  workers: () => Plugin[];
}

/** Stands in the code of the workers for the folder of the built files. */
const PREFIX = 'shared-module:';

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
  let built: Promise<Map<string, Rolldown.OutputChunk>> | undefined;
  const chunks = () => {
    built ??= buildAll(files);
    return built;
  };
  return {
    page: {
      name: 'shared-modules',
      apply: 'build',
      async generateBundle() {
        for (const chunk of (await chunks()).values()) {
          onBuilt(chunk);
          this.emitFile({ type: 'asset', fileName: chunk.fileName, source: chunk.code });
        }
      },
    },
    workers: () => [workerPlugin(files, chunks)],
  };
}

function workerPlugin(
  files: readonly string[],
  chunks: () => Promise<Map<string, Rolldown.OutputChunk>>,
): Plugin {
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
      for (const [file, { fileName }] of await chunks()) {
        changed = changed.replaceAll(PREFIX + file, `./${basename(fileName)}`);
      }
      return changed === code ? null : { code: changed, map: null };
    },
  };
}

async function buildAll(files: readonly string[]): Promise<Map<string, Rolldown.OutputChunk>> {
  const built = await Promise.all(files.map(async (file) => [file, await buildOne(file)] as const));
  return new Map(built);
}

/** @throws {Error} if the module takes more than one file. */
async function buildOne(file: string): Promise<Rolldown.OutputChunk> {
  const output = await build({
    configFile: false,
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
  if (!first || !('output' in first) || first.output.length !== 1) {
    throw new Error(`${file} must be built into one file: it must not load or import others.`);
  }
  return first.output[0];
}
