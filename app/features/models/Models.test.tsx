// @vitest-environment happy-dom
import { act, screen, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Library } from '../../../core/protocol';
import { patchState } from '../../store/patch-state';
import { renderWith } from '../../test/render';
import { BROWSER, picture, setUpReady } from '../../test/scene';
import { settled } from '../../worker-client/fake';
import { ModelPicker } from './ModelPicker';
import { ModelsButton } from './ModelsButton';
import { bundleOf, DOWNLOAD, ID, INFO, INSTALL, libraryOf, picked } from './testing';

beforeEach(() => {
  Element.prototype.scrollIntoView = () => {};
});

/** The manager, opened by its button, on a device that holds this. */
async function openManager(contents: Partial<Library> = {}, browser = BROWSER) {
  const scene = await setUpReady({ now: () => 0, browser });
  const user = renderWith(
    scene.store,
    <ModelPicker>
      <ModelsButton />
    </ModelPicker>,
  );
  await user.click(screen.getByRole('button', { name: 'Models' }));
  await screen.findByRole('dialog', { name: 'Models' }, { timeout: 10_000 });
  await act(() => scene.library.last('library').done(libraryOf(contents)));
  const click = (name: string | RegExp) => user.click(screen.getByRole('button', { name }));
  return { ...scene, user, click };
}

const section = (name: string) => within(screen.getByRole('region', { name }));

test('a new user sees the demo model, what to get, and how much room there is', async () => {
  await openManager();
  const here = section('On this device');
  expect(here.getByRole('heading', { name: 'Demo model' })).toBeTruthy();
  expect(here.getByText('Writes the captions')).toBeTruthy();
  expect(here.getByText(/For photographs, add one/)).toBeTruthy();
  expect(screen.getByText(/1\.00 GB used, 10\.0 GB free\./)).toBeTruthy();
  const suggestion = section('Add a model').getByText('Captions for photographs. Start here.').closest('li');
  expect(suggestion?.textContent).toContain('Downloads about 990 MB');
});

test('a browser that does not promise to keep the models says what may help', async () => {
  const { click } = await openManager({}, { ...BROWSER, requestPersistence: async () => false });
  expect(screen.getByText(/may delete the models when space runs out/)).toBeTruthy();
  await click('Ask the browser to keep them');
  expect(await screen.findByText(/bookmark or install this page/)).toBeTruthy();
});

test('from a suggestion to an install, with the exact size first', async () => {
  const { library, click } = await openManager();
  await click('Get BLIP captions, base');
  expect(screen.getByText('Looking it up…')).toBeTruthy();
  await act(() => library.last('inspect').done(INFO));
  expect(screen.getByRole('dialog', { name: 'Install a model' })).toBeTruthy();
  expect(screen.getByText('990 MB')).toBeTruthy();
  expect(screen.getByText('the CPU')).toBeTruthy();
  const chosen = screen.getByRole<HTMLInputElement>('radio', { name: /8-bit, 231 MB on this device/ });
  expect(chosen.checked).toBe(true);
  await click('Install');
  expect(library.last('install').payload).toMatchObject({ dtype: 'q8', source: { id: ID } });
  const step = { phase: 'download', doneBytes: 412e6, totalBytes: 990e6, notice: null } as const;
  act(() => library.last('install').progress(step));
  expect(section('In progress').getByText('Downloading: 412 MB of 990 MB')).toBeTruthy();
  act(() => library.last('install').progress({ ...step, phase: 'convert', notice: 'A file changed.' }));
  expect(section('In progress').getByText('Converting for the CPU: 41%')).toBeTruthy();
  expect(section('In progress').getByText('A file changed.')).toBeTruthy();
  await act(() => library.last('install').done(bundleOf('new')));
  await act(() => library.last('library').done(libraryOf({ bundles: [bundleOf('new')] })));
  expect(section('On this device').getByText('New: ready to use.')).toBeTruthy();
});

test('measured times are shown with the sizes, and can be measured again', async () => {
  const { store, library, click } = await openManager();
  await click('Get BLIP captions, base');
  await act(() => library.last('inspect').done(INFO));
  act(() => patchState(store, { benchmark: { status: 'running' } }));
  expect(screen.getByText('Measuring how fast each of them is on this device…')).toBeTruthy();
  const wasm = { fp32: { picture: 50, word: 2 }, q8: { picture: 25, word: 2 } };
  act(() => store.getState().benchmark.add('2 threads', { matmuls: { wasm } }));
  expect(screen.getByText(/^Chosen by measurement: the fastest on this device/)).toBeTruthy();
  expect(screen.getByText(/^Measured on this device: 8-bit takes 0\.5 times as long/)).toBeTruthy();
  const inAll = /the same captions\. On this device it takes 0\.7 times as long as 32-bit\.$/;
  expect(screen.getByText(inAll)).toBeTruthy();
  await click('Measure again');
  expect(store.getState().benchmark.status).toBe('requested');
});

test('a pasted address is looked at, nonsense is refused in place', async () => {
  const { library, user, click } = await openManager();
  const field = screen.getByRole('textbox', { name: 'Model at the hub' });
  await user.type(field, 'blip');
  await click('Look it up');
  expect(screen.getByText(/Enter owner\/name/)).toBeTruthy();
  expect(library.calls('inspect')).toHaveLength(0);
  await user.clear(field);
  await user.type(field, 'https://huggingface.co/me/fine-tune/tree/v2{Enter}');
  expect(library.last('inspect').payload.source).toMatchObject({ id: 'me/fine-tune', revision: 'v2' });
});

test('the hub’s address is checked before it is taken', async () => {
  const { store, user } = await openManager();
  await user.click(screen.getByText('Hub address and access token'));
  const field = screen.getByRole('textbox', { name: 'Hub address' });
  await user.clear(field);
  await user.type(field, 'nonsense');
  await user.tab();
  expect(screen.getByText('Enter an address that begins with https://.')).toBeTruthy();
  await user.clear(field);
  await user.type(field, 'http://127.0.0.1:8080/');
  await user.tab();
  expect(store.getState().review.hubEndpoint).toBe('http://127.0.0.1:8080');
});

test('a model that is not for everybody asks for a token and tries with it', async () => {
  const { library, user, click } = await openManager();
  await click('Get BLIP captions, base');
  const error = { code: 'needs-token', message: 'The model has terms.' } as const;
  await act(() => library.last('inspect').fail(error));
  await user.type(screen.getByLabelText('Access token'), 'hf_secret');
  await click('Try with this token');
  expect(library.last('inspect').payload.source).toMatchObject({ token: 'hf_secret' });
});

test.each([
  ['network', 'Try again'],
  ['rate-limited', 'Try again'],
  ['hub-answer', 'Try again'],
  ['not-found', 'Choose another model'],
  ['unsupported-model', 'Choose another model'],
  ['storage-full', 'See what can be deleted'],
] as const)('a look that fails with %s offers: %s', async (code, label) => {
  const { library, click } = await openManager();
  await click('Get BLIP captions, base');
  await act(() => library.last('inspect').fail({ code, message: 'This is why.', detail: 'HTTP 418' }));
  expect(screen.getByRole('alert').textContent).toContain('This model cannot be installed. This is why.');
  expect(screen.getByText('HTTP 418')).toBeTruthy();
  await click(label);
  expect(library.calls('inspect')).toHaveLength(label === 'Try again' ? 2 : 1);
  expect(screen.queryByRole('dialog', { name: 'Models' }) !== null).toBe(label !== 'Try again');
});

test('too little free space is reported before the download', async () => {
  const { library, click } = await openManager({ usageBytes: 10.9e9 });
  await click('Get BLIP captions, base');
  await act(() => library.last('inspect').done(INFO));
  expect(screen.getByRole('alert').textContent).toContain('There is not enough space');
});

test('facts that were taken from the weights are shown', async () => {
  const { library, click } = await openManager();
  await click('Get BLIP captions, base');
  const inferred = ['12 heads, from the width 768'];
  await act(() => library.last('inspect').done({ ...INFO, inferred, bundleBytes: {} }));
  expect(screen.getByText('12 heads, from the width 768')).toBeTruthy();
  expect(screen.getByRole('radio', { name: '8-bit' })).toBeTruthy();
});

/** The manager while a model is downloaded. */
async function openInstalling() {
  const scene = await openManager();
  act(() => scene.store.getState().jobs.add('base', INSTALL));
  const call = scene.library.last('install');
  act(() => call.progress({ phase: 'download', doneBytes: 400e6, totalBytes: 990e6, notice: null }));
  return { ...scene, call };
}

test('pause keeps, go on continues', async () => {
  const { library, click, call } = await openInstalling();
  await click('Pause');
  await act(() => call.abort());
  await act(() => library.last('library').done(libraryOf({ downloads: [DOWNLOAD] })));
  expect(section('In progress').getByText('Paused at 400 MB of 990 MB.')).toBeTruthy();
  expect(section('In progress').getAllByRole('listitem')).toHaveLength(1);
  await click('Resume');
  expect(library.calls('install')).toHaveLength(2);
});

test('cancel asks before it throws a download away', async () => {
  const { library, click, call } = await openInstalling();
  await click('Cancel base');
  expect(screen.getByRole('group', { name: /Discard the 400 MB/ })).toBeTruthy();
  expect(document.activeElement?.textContent).toBe('Keep');
  await click('Keep');
  expect(call.cancelled).toBe(false);
  await click('Cancel base');
  await click('Discard');
  await act(() => call.abort());
  await act(() => library.last('library').done(libraryOf({ downloads: [DOWNLOAD] })));
  expect(library.last('discard').payload).toEqual({ key: 'half-way' });
});

test('a broken connection is reported at the install, and what was downloaded stays', async () => {
  const { library, click, call } = await openInstalling();
  await act(() => call.fail({ code: 'network', message: 'The connection broke.' }));
  await act(() => library.last('library').done(libraryOf({ downloads: [DOWNLOAD] })));
  expect(screen.getByRole('alert').textContent).toContain('base could not be added. The connection broke.');
  await click('Try again');
  expect(library.calls('install')).toHaveLength(2);
});

test.each([
  ['unsupported-dtype', 'Choose another size'],
  ['not-a-checkpoint', 'Choose other files'],
  ['not-found', 'Remove from the list'],
] as const)('after %s, “%s” keeps what was downloaded', async (code, label) => {
  const { library, click, call } = await openInstalling();
  await act(() => call.fail({ code, message: 'A weight is beyond fp16.' }));
  await act(() => library.last('library').done(libraryOf({ downloads: [DOWNLOAD] })));
  await click(label);
  await act(() => settled());
  expect(library.calls('discard')).toHaveLength(0);
  expect(library.calls('inspect')).toHaveLength(code === 'unsupported-dtype' ? 1 : 0);
  expect(screen.queryByRole('alert')).toBeNull();
});

test('wrong files lead back to the files', async () => {
  const { library, click } = await openManager();
  const clicked = vi.spyOn(screen.getByTestId('model-files'), 'click');
  await act(() => settled());
  const input = screen.getByTestId('model-files');
  Object.defineProperty(input, 'files', { value: [new File(['x'], 'notes.bin')], configurable: true });
  act(() => void input.dispatchEvent(new Event('change', { bubbles: true })));
  const error = { code: 'not-a-checkpoint', message: 'notes.bin is not a checkpoint.' } as const;
  await act(() => library.last('inspect').fail(error));
  await click('Choose other files');
  expect(clicked).toHaveBeenCalled();
});

test('weights without a vocabulary get BERT’s from the hub, once the person says so', async () => {
  const { store, library, click } = await openManager();
  act(() => store.getState().review.addFiles([picked('blip/model_base.pth')]));
  const error = { code: 'missing-vocabulary', message: 'The vocabulary is needed too.' } as const;
  await act(() => library.last('inspect').fail(error));
  expect(library.calls('vocabulary')).toHaveLength(0);
  await click('Get BERT’s vocabulary (232 kB) from huggingface.co');
  await act(() => library.last('vocabulary').done(new File(['[PAD]'], 'vocab.txt')));
  await act(() => library.last('inspect').done({ ...INFO, revision: null }));
  await click('Install');
  const { source } = library.last('install').payload;
  const paths = source.kind === 'files' && source.files.map(({ path }) => path);
  expect(paths).toEqual(['blip/model_base.pth', 'blip/vocab.txt']);
});

test('what an earlier visit left half-way is offered again', async () => {
  const { library, click } = await openManager({ downloads: [DOWNLOAD] });
  expect(section('In progress').getByText(/400 MB of 990 MB were downloaded earlier/)).toBeTruthy();
  await click('Resume');
  expect(library.last('install').payload).toMatchObject({ source: { id: ID }, dtype: 'q8' });
  expect(section('In progress').getAllByRole('listitem')).toHaveLength(1);
});

test('closing leaves the install running, and the button tells how far it is', async () => {
  const { click, call } = await openInstalling();
  await click('Close');
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(call.cancelled).toBe(false);
  const button = screen.getByRole('button', { name: 'Models: Adding base, 40%' });
  expect(button.textContent).toContain('40%');
  await act(() => call.done(bundleOf('new')));
  expect(screen.getByText('base is ready to use.')).toBeTruthy();
});

test('captions and matching are chosen apart', async () => {
  const matcher = bundleOf('itm', {
    id: 'Salesforce/blip-itm-base-coco',
    capabilities: ['match', 'contrast'],
  });
  const { store, click } = await openManager({ bundles: [bundleOf('base'), matcher] });
  await click('Use for captions: blip-image-captioning-base');
  await click('Use for matching: blip-itm-base-coco');
  expect(store.getState()).toMatchObject({
    model: { choice: { kind: 'installed', key: 'base' } },
    matcher: { choice: { kind: 'installed', key: 'itm' } },
  });
  expect(screen.queryByRole('button', { name: 'Use for captions: blip-itm-base-coco' })).toBeNull();
  await click('Stop checking captions with blip-itm-base-coco');
  expect(store.getState().matcher.choice).toBeNull();
  await click('Use for captions: Demo model');
  expect(store.getState().model.choice).toEqual({ kind: 'demo' });
});

test('a model made for another backend says so and can be had again', async () => {
  const { library, click } = await openManager({ bundles: [bundleOf('base', { target: 'webgpu' })] });
  expect(screen.getByText(/in 8-bit, for the GPU/)).toBeTruthy();
  await click('Install it for the CPU');
  expect(library.last('inspect').payload).toMatchObject({ source: { revision: 'c0ffee' }, target: 'wasm' });
});

test('delete can be undone, and made final', async () => {
  const { library, user, click } = await openManager({ bundles: [bundleOf('base')] });
  await click('More actions for blip-image-captioning-base');
  await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
  await act(() => library.last('remove').done(null));
  await act(() => library.last('library').done(libraryOf()));
  expect(screen.getByText(/“blip-image-captioning-base” was deleted/)).toBeTruthy();
  await click('Undo');
  await act(() => library.last('restore').done(bundleOf('base')));
  await act(() => library.last('library').done(libraryOf({ bundles: [bundleOf('base')] })));
  expect(screen.queryByText(/was deleted\. Its/)).toBeNull();
});

test('a library that cannot be read says so; the rest of the manager works', async () => {
  const { library, click } = await openManager();
  await click('Close');
  await click('Models');
  await screen.findByRole('dialog', { name: 'Models' });
  await act(() => library.last('library').fail({ code: 'storage-off', message: 'No files can be kept.' }));
  expect(screen.getByRole('alert').textContent).toContain('No files can be kept.');
  expect(section('On this device').getByRole('heading', { name: 'Demo model' })).toBeTruthy();
});

test('pictures that were chosen for a model are captioned with one press', async () => {
  const { store, user, click } = await openManager();
  await user.upload(screen.getByTestId('model-files'), picture('dog.jpg'));
  expect(screen.getByRole('alert').textContent).toContain('“dog.jpg” is a picture, not a model.');
  await click('Caption the picture');
  await vi.waitFor(() =>
    expect(store.getState().pictures.items.map(({ name }) => name)).toEqual(['dog.jpg']),
  );
  expect(store.getState().library.dialogOpen).toBe(false);
});
