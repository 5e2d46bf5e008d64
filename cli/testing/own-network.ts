/**
 * Runs every command in a separate network namespace, with a name server that only notes what it is asked for, and prints one
 * JSON line per command: the names looked up and the files written. `inOwnNetwork` starts it; as root on Linux:
 *
 *   npx tsx cli/testing/own-network.ts
 */
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HubServer } from '../../model-export/testing/hub-server.ts';
import { REFERENCE, runProgram, SCENE } from './program.ts';

export interface Observed {
  command: string;
  code: number | null;
  stderr: string;
  /** Names that the command asked the name server for. */
  lookups: string[];
  /** Files that appeared below its home, cache, temporary and working folder. */
  files: string[];
}

const SELF = fileURLToPath(import.meta.url);
const SERVER = '127.0.0.53';
const INSIDE = 'BLIPSCOPE_OWN_NETWORK';
const SET_UP = 'ip link set lo up && mount --bind "$0" /etc/resolv.conf && exec "$@"';

/** Why this machine cannot give a program a network namespace; null if it can. */
export function missingForOwnNetwork(): string | null {
  if (process.platform !== 'linux') return 'needs Linux';
  const probe = spawnSync('unshare', ['-n', '-m', 'sh', '-c', SET_UP, '/dev/null', 'true']);
  return probe.status === 0 ? null : 'needs root, unshare, ip and mount';
}

/** What each command looked up and wrote. */
export async function inOwnNetwork(): Promise<Observed[]> {
  const folder = await mkdtemp(join(tmpdir(), 'blipscope-network-'));
  try {
    const resolver = join(folder, 'resolv.conf');
    await writeFile(resolver, `nameserver ${SERVER}\noptions attempts:1\n`);
    const program = [process.execPath, '--import', 'tsx', SELF];
    return parsed(await outputOf('unshare', ['-n', '-m', 'sh', '-c', SET_UP, resolver, ...program]));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function parsed(lines: string): Observed[] {
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function outputOf(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, [INSIDE]: '1' },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${command} ended with ${code}.`));
    });
  });
}

/** Answers that no name exists, and notes the names. */
async function nameServer(asked: string[]): Promise<() => void> {
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    asked.push(nameIn(query));
    const NO_SUCH_NAME = 0x8183;
    const reply = Buffer.from(query);
    reply.writeUInt16BE(NO_SUCH_NAME, 2);
    socket.send(reply, port, address);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject).bind(53, SERVER, resolve);
  });
  return () => socket.close();
}

/** The question of a query: labels with their lengths, from byte 12 (RFC 1035, 4.1.2). */
function nameIn(query: Buffer): string {
  const labels: string[] = [];
  for (let at = 12; query[at]; at += 1 + query[at]!) {
    labels.push(query.toString('latin1', at + 1, at + 1 + query[at]!));
  }
  return labels.join('.');
}

const ID = 'owner/tiny-blip';

function checkpoint(name: string): string {
  return join(REFERENCE, name);
}

/** The arguments of every command, in the order in which they run. Paths are below the working folder. */
function commands(endpoint: string): string[][] {
  return [
    ['export', checkpoint('checkpoints/odd-9'), '--out', 'captioner'],
    ['export', checkpoint('architectures/matcher-9'), '--out', 'matcher', '--target', 'wasm'],
    ['export', checkpoint('architectures/vqa-9'), '--out', 'answerer', '--dtype', 'q8'],
    ['export', ID, '--endpoint', endpoint, '--out', 'of-a-hub'],
    ['caption', SCENE],
    ['caption', SCENE, '--model', 'captioner', '--matcher', 'matcher', '--beams', '2'],
    ['score', SCENE, 'a dog', '--model', 'captioner', '--json'],
    ['match', SCENE, 'a dog', '--model', 'matcher'],
    ['explain', SCENE, 'a dog', '--model', 'captioner', '--png', 'maps.png', '--npy', 'maps.npy'],
    ['answer', SCENE, 'who?', '--model', 'answerer'],
    ['capfilt', SCENE, '--out', 'filtered', '--model', 'captioner', '--matcher', 'matcher', '--json'],
    ['shard', dirname(SCENE), '--out', 'shard', '--model', 'captioner', '--matcher', 'matcher'],
    ['search', SCENE, 'a dog', '--model', 'matcher', '--json'],
    ['classify', SCENE, '--labels', 'a dog,a cat', '--model', 'matcher', '--json'],
    ['duplicates', SCENE, '--json'],
    ['embed', SCENE, '--out', 'vectors.jsonl', '--model', 'matcher', '--json'],
    ['cache', '--json'],
    ['--help'],
  ];
}

async function observe(): Promise<void> {
  const asked: string[] = [];
  const close = await nameServer(asked);
  const folder = await mkdtemp(join(tmpdir(), 'blipscope-network-'));
  const model = checkpoint('checkpoints/odd-9');
  const names = await readdir(model);
  const contents = names.map(async (name) => [name, await readFile(join(model, name))] as const);
  const hub = await HubServer.start(ID, Object.fromEntries(await Promise.all(contents)));
  try {
    const print = (observed: Observed) => process.stdout.write(`${JSON.stringify(observed)}\n`);
    print(await control(asked));
    for (const args of commands(hub.endpoint)) print(await observed(folder, args, asked));
  } finally {
    await hub.close();
    close();
    await rm(folder, { recursive: true });
  }
}

/** A name that is looked up on purpose: it shows that names would be noted. */
async function control(asked: string[]): Promise<Observed> {
  await lookup('control.example').catch(() => {});
  return { command: 'control', code: 0, stderr: '', lookups: [...new Set(asked.splice(0))], files: [] };
}

async function observed(folder: string, args: readonly string[], asked: string[]): Promise<Observed> {
  const places = ['home', 'temporary', 'work'].map((name) => join(folder, name));
  const [HOME = '', TMPDIR = '', cwd = ''] = places;
  await Promise.all(places.map((place) => mkdir(place, { recursive: true })));
  const before = await filesBelow(folder);
  // The tests have turned the telemetry off for themselves; what counts is what the program does.
  const env = { HOME, TMPDIR, ORT_DISABLE_TELEMETRY: undefined };
  const { code, stderr } = await runProgram(folder, args, { env, cwd });
  const files = (await filesBelow(folder)).filter((file) => !before.includes(file));
  return { command: args.join(' '), code, stderr, lookups: [...new Set(asked.splice(0))], files };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
  // What tsx has compiled for the next start is not a result of the command.
  return files.filter((file) => !/^temporary\/tsx-\d+\//.test(file)).sort();
}

if (process.argv[1] === SELF) {
  if (process.env[INSIDE]) await observe();
  else for (const each of await inOwnNetwork()) console.log(each);
}
