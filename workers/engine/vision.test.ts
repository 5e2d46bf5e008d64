import { Tensor } from 'onnxruntime-common';
import { expect, test, vi } from 'vitest';
import { CAPTION_ROLES } from './engine.ts';
import { loadModel } from './model.ts';
import { FakeDevice } from './testing/fake-device.ts';
import { randomScript } from './testing/fake-model.ts';
import { FakeRuntime, fakeBundle, VOCABULARY } from './testing/fake-runtime.ts';
import { encodeImage } from './vision.ts';

const PIXELS = new Float32Array(3 * 4 * 4);

function load() {
  const runtime = new FakeRuntime(randomScript(VOCABULARY, 0));
  return loadModel(CAPTION_ROLES, { runtime, bundle: fakeBundle(), backend: 'cpu' });
}

/** A tensor in a GPU buffer that the runtime owns, as onnxruntime-web returns it. */
function deviceTensor(dispose: () => void): Tensor {
  const gpuBuffer = new FakeDevice().device.createBuffer({ size: 16, usage: 0 });
  return Tensor.fromGpuBuffer(gpuBuffer, { dataType: 'float32', dims: [4], dispose });
}

test('a picture on the GPU is released tensor by tensor, and may be disposed twice', async () => {
  const model = await load();
  const released = vi.fn();
  const outputs = { image_embeds: deviceTensor(released) };
  const cross = { 'cross_key.0': deviceTensor(released), 'cross_value.0': deviceTensor(released) };
  vi.spyOn(model.sessions.get('vision_encoder'), 'run').mockResolvedValue(outputs);
  vi.spyOn(model.sessions.get('cross_attention_kv'), 'run').mockResolvedValue(cross);
  const image = await encodeImage(model, PIXELS);
  expect(image.cross).toEqual(cross);
  expect(released).not.toHaveBeenCalled();
  image.dispose();
  image.dispose();
  expect(released).toHaveBeenCalledTimes(3);
});

test('when the keys and values fail, the features are released', async () => {
  const model = await load();
  const released = vi.fn();
  vi.spyOn(model.sessions.get('vision_encoder'), 'run').mockResolvedValue({
    image_embeds: deviceTensor(released),
  });
  vi.spyOn(model.sessions.get('cross_attention_kv'), 'run').mockRejectedValue(new Error('out of memory'));
  await expect(encodeImage(model, PIXELS)).rejects.toThrow('out of memory');
  expect(released).toHaveBeenCalledTimes(1);
});
