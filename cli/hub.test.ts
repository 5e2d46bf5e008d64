import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { COMMIT, HubServer } from '../model-export/testing/hub-server.ts';
import { jsonLines, type Outcome, type ProgramOptions, REFERENCE, runProgram } from './testing/program.ts';

const ID = 'owner/tiny-blip';
const WEIGHTS = 'model.safetensors';
const CHECKPOINT = join(REFERENCE, 'checkpoints', 'odd-9');
/** Settings that come before the weights. */
const SETTINGS = 5;

let folder: string;
let hub: HubServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blipscope-hub-'));
  const names = await readdir(CHECKPOINT);
  const contents = names.map(async (name) => [name, await readFile(join(CHECKPOINT, name))] as const);
  hub = await HubServer.start(ID, Object.fromEntries(await Promise.all(contents)));
});
afterEach(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
});

function exportModel(args: string[] = [], options: ProgramOptions = {}, source = ID): Promise<Outcome> {
  const out = join(folder, 'bundle');
  const env = { HF_ENDPOINT: hub.endpoint, ...options.env };
  return runProgram(folder, ['export', source, '--out', out, ...args], { ...options, env });
}

test('exports a model of the hub to a bundle that names model and commit', async () => {
  const outcome = await exportModel(['--target', 'wasm', '--dtype', 'q8', '--json']);
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  expect(jsonLines(outcome)).toMatchObject([{ id: ID, target: 'wasm', dtype: 'q8' }]);
  const manifest = JSON.parse(await readFile(join(folder, 'bundle', 'blipscope.json'), 'utf8'));
  expect(manifest.source).toMatchObject({ id: ID, revision: COMMIT });
  hub.requests.length = 0;
  expect(await exportModel(['--endpoint', `${hub.endpoint}/`])).toMatchObject({ code: 0, stderr: '' });
  expect(hub.requests.every(({ path }) => path.startsWith('/api/'))).toBe(true);
});

test.each([
  ['an address on the hub, read from the mirror', () => `https://huggingface.co/${ID}`, 'main'],
  ['owner/name@revision', () => `${ID}@v2`, 'v2'],
  ['an address of a page with a revision', () => `https://hf.co/${ID}/tree/v2`, 'v2'],
])('takes %s', async (_, source, revision) => {
  hub.revision = revision;
  expect(await exportModel([], {}, source())).toMatchObject({ code: 0, stderr: '' });
  expect(hub.requests[0]?.path).toContain(`/${ID}/revision/${revision}`);
  const manifest = JSON.parse(await readFile(join(folder, 'bundle', 'blipscope.json'), 'utf8'));
  expect(manifest.source).toMatchObject({ id: ID, revision: COMMIT });
});

test('an address of another server is read there, without the token', async () => {
  hub.token = 'secret';
  const env = { HF_ENDPOINT: '', HF_TOKEN: 'secret' };
  const source = `${hub.endpoint}/${ID}`;
  expect(await exportModel([], { env }, source)).toMatchObject({ code: 1 });
  hub.token = null;
  expect(await exportModel([], { env }, source)).toMatchObject({ code: 0, stderr: '' });
});

test.each([
  [
    ['--endpoint', 'https://mirror.example'],
    'The address names other.example, and --endpoint mirror.example.',
  ],
  [['--revision', 'v1'], 'The address names revision v2, and --revision v1.'],
])('%j contradicts the address', async (args, message) => {
  const host = args[0] === '--endpoint' ? 'other.example' : 'huggingface.co';
  const { code, stderr } = await exportModel(args, {}, `https://${host}/${ID}/tree/v2`);
  expect(code).toBe(1);
  expect(stderr).toContain(message);
});

test('resumes after the program was killed', async () => {
  const after = 100_000;
  hub.faults.push(...Array.from({ length: SETTINGS }, () => ({ kind: 'none' }) as const), {
    kind: 'cut',
    after,
  });
  const kill = new AbortController();
  const killed = exportModel([], { signal: kill.signal });
  const caught = killed.catch((error: Error) => error.name);
  await vi.waitFor(async () => expect(await partialSizes()).toEqual([after]), {
    timeout: 20_000,
    interval: 20,
  });
  kill.abort();
  expect(await caught).toBe('AbortError');
  expect(await exportModel()).toMatchObject({ code: 0, stderr: '' });
  const sent = hub.requests.flatMap((each) => (each.sent?.file === WEIGHTS ? each.sent : []));
  expect(sent.map(({ start }) => start)).toEqual([0, after]);
  expect(hub.sentTwice()).toBe(0);
  expect((await readdir(cache())).filter((name) => /partial|etag/.test(name))).toEqual([]);
});

test('Ctrl-C ends it with one line, and the same command resumes', async () => {
  const after = 50_000;
  const pause = { kind: 'cut', after } as const;
  hub.faults.push(...Array.from({ length: SETTINGS }, () => ({ kind: 'none' }) as const), pause);
  const interrupt = new AbortController();
  const interrupted = exportModel([], { interrupt: interrupt.signal });
  await vi.waitFor(async () => expect(await partialSizes()).toEqual([after]), {
    timeout: 20_000,
    interval: 20,
  });
  interrupt.abort();
  expect(await interrupted).toEqual({
    code: 1,
    stdout: '',
    stderr: 'blipscope: Interrupted. Run the same command again to resume the download.\n',
  });
  expect(await readdir(folder)).toEqual(['cache']);
  expect(await exportModel()).toMatchObject({ code: 0, stderr: '' });
  expect(hub.sentTwice()).toBe(0);
});

test('restarts a file whose first bytes were wrong, with a notice', async () => {
  hub.faults.push(...Array.from({ length: SETTINGS }, () => ({ kind: 'none' }) as const), {
    kind: 'cut',
    after: 9,
  });
  const kill = new AbortController();
  const caught = exportModel([], { signal: kill.signal }).catch((error: Error) => error.name);
  await vi.waitFor(async () => expect(await partialSizes()).toEqual([9]), { timeout: 20_000, interval: 20 });
  kill.abort();
  expect(await caught).toBe('AbortError');
  const [weights] = (await readdir(cache())).filter((name) => /^sha256-.+partial$/.test(name));
  await writeFile(join(cache(), weights!), 'no weight');
  const outcome = await exportModel();
  expect(outcome.code).toBe(0);
  expect(outcome.stderr).toMatch(
    /^model\.safetensors has changed at .+ it is fetched again from its start\.\n$/,
  );
});

function cache(): string {
  return join(folder, 'cache', 'blipscope', 'hub');
}

async function partialSizes(): Promise<number[]> {
  const names = (await readdir(cache())).filter(
    (name) => name.startsWith('sha256-') && name.endsWith('.partial'),
  );
  return Promise.all(names.map(async (name) => (await stat(join(cache(), name))).size));
}

test('reads the token from the environment', async () => {
  hub.token = 'secret';
  const refused = await exportModel();
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toMatch(
    /^blipscope: 127\.0\.0\.1:\d+ does not give model owner\/tiny-blip .+HF_TOKEN.+\.\n$/,
  );
  expect(await exportModel([], { env: { HF_TOKEN: 'secret' } })).toMatchObject({ code: 0, stderr: '' });
});

test('a wrong SHA-256 is a one-line error without a bundle', async () => {
  hub.change(WEIGHTS, { stated: '0'.repeat(64) });
  const outcome = await exportModel();
  expect(outcome).toMatchObject({ code: 1, stdout: '' });
  expect(outcome.stderr).toMatch(
    /^blipscope: model\.safetensors from .+ was discarded\. Run it again.+\.\n$/,
  );
  expect(await readdir(folder)).toEqual(['cache']);
});

test('reports a missing revision', async () => {
  const outcome = await exportModel(['--revision', 'v2']);
  expect(outcome.stderr).toMatch(/^blipscope: .+ has no model owner\/tiny-blip \(v2\) for all to see\..+\n$/);
});
