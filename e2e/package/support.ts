/** The npm package, packed and installed into projects outside of the repository. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sample } from '../support/samples';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const PROJECTS = fileURLToPath(new URL('projects/', import.meta.url));
export const PACKAGE = join(ROOT, 'packages', 'blipscope');
/** Of the demo model. */
export const CHECKPOINT = join(ROOT, 'demo-model', 'checkpoint');
export const PICTURE = sample('01.webp');
/** Greedy, by the demo model that comes with the package. */
export const CAPTION = 'a fish between a tractor and a pizza on the water';

export interface Output {
  stdout: string;
  stderr: string;
}

/** Runs a program. @throws with all that it printed. */
export async function command(program: string, args: readonly string[], cwd: string): Promise<Output> {
  const windows = process.platform === 'win32';
  try {
    return await run(program, args, { cwd, env: freshEnvironment(), shell: windows, maxBuffer: 1e8 });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as Partial<Output>;
    throw new Error(`${program} ${args.join(' ')} failed in ${cwd}.\n${stdout}\n${stderr}`, { cause: error });
  }
}

/** Without what npm tells the scripts that it runs. */
function freshEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$)/i.test(name));
  return Object.fromEntries(entries);
}

export async function buildPackage(): Promise<void> {
  await command('npm', ['run', '-s', 'build:package'], ROOT);
}

/** A folder for the projects, with the package's tarball in it. */
export async function packed(): Promise<{ folder: string; tarball: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'blipscope-package-'));
  await buildPackage();
  await command('npm', ['pack', '--pack-destination', folder], PACKAGE);
  const [name = ''] = await readdir(folder);
  return { folder, tarball: join(folder, name) };
}

/** Why the registry cannot be asked for packages; null if it can. */
export async function registryTrouble(): Promise<string | null> {
  try {
    await command('npm', ['ping', '--fetch-retries=0', '--fetch-timeout=20000'], ROOT);
    return null;
  } catch (error) {
    return `the registry of npm cannot be reached: ${(error as Error).message.split('\n')[1] ?? ''}`;
  }
}

/** The projects for browsers, with what they are built with. */
export async function installBrowserProjects(folder: string, tarball: string): Promise<string> {
  const place = join(folder, 'browser');
  await cp(PROJECTS, place, { recursive: true });
  for (const bundler of ['vite', 'webpack', 'esbuild']) {
    await cp(join(PROJECTS, 'page.js'), join(place, bundler, 'page.js'));
  }
  await install(place, JSON.parse(await readFile(join(place, 'browser.json'), 'utf8')), tarball);
  return place;
}

/** A folder with nothing but the package, and what else is named. */
export async function installIn(
  place: string,
  tarball: string,
  dependencies: Record<string, string> = {},
): Promise<string> {
  await mkdir(place, { recursive: true });
  await install(place, { private: true, type: 'module', dependencies }, tarball);
  return place;
}

async function install(place: string, json: object, tarball: string): Promise<void> {
  await writeFile(join(place, 'package.json'), JSON.stringify(json));
  // No script of a package is run, as in this repository.
  const options = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  await command('npm', ['install', ...options, tarball], place);
}

/** Builds a project, and puts the page, the picture and the demo model beside what was built. */
export async function builtProject(place: string, bundler: string): Promise<string> {
  const project = join(place, bundler);
  await command(process.execPath, ['build.mjs'], project);
  const dist = join(project, 'dist');
  if (bundler !== 'vite') await writeFile(join(dist, 'index.html'), PAGE);
  await cp(PICTURE, join(dist, 'sample.webp'));
  await cp(join(place, 'node_modules', 'blipscope', 'models'), join(dist, 'models'), { recursive: true });
  return dist;
}

const PAGE =
  '<!doctype html><title>page</title><output></output><script type="module" src="page.js"></script>';
