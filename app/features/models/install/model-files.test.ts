import { expect, test } from 'vitest';
import type { PickedFile } from '../../../../core/protocol';
import { picked } from '../testing';
import { partModelFiles, taskOf } from './model-files';

const paths = (files: readonly PickedFile[]) => files.map(({ path }) => path);

const MIXED = [picked('a.jpg', 'image/jpeg'), picked('notes.txt')];

test('pictures, and files that nobody knows, are no model', () => {
  const { model, others } = partModelFiles(MIXED, { managing: false });
  expect([paths(model), paths(others)]).toEqual([[], ['a.jpg', 'notes.txt']]);
});

test('weights take their configuration along, and leave the pictures', () => {
  const drop = [picked('m.pth'), picked('vocab.txt'), picked('config.json'), picked('a.jpg', 'image/jpeg')];
  const { model, others } = partModelFiles(drop, { managing: false });
  expect([paths(model), paths(others)]).toEqual([['m.pth', 'vocab.txt', 'config.json'], ['a.jpg']]);
});

test('a .ckpt takes the settings of either layout along', () => {
  const drop = ['epoch=3.ckpt', 'vocab.txt', 'processor_config.json', 'added_tokens.json'].map((name) =>
    picked(name),
  );
  expect(partModelFiles(drop, { managing: false })).toEqual({ model: drop, others: [] });
});

test('with the model manager open, whatever is no picture is for it', () => {
  const { model, others } = partModelFiles(MIXED, { managing: true });
  expect([paths(model), paths(others)]).toEqual([['notes.txt'], ['a.jpg']]);
});

test.each([
  ['a zip file', ['demo-q8.zip'], 'demo-q8'],
  ['a folder', ['demo/blipscope.json', 'demo/graphs/a.onnx'], 'demo'],
  ['its loose files', ['blipscope.json', 'a.onnx'], 'blipscope'],
])('a bundle as %s is imported', (_, drop, name) => {
  const task = taskOf(drop.map((path) => picked(path)));
  expect(task).toMatchObject({ kind: 'import', name });
  expect(task.kind === 'import' && paths(task.files)).toEqual(drop);
});

test.each([
  ['a folder is named by itself', ['tuned/config.json', 'tuned/model.safetensors'], 'tuned'],
  ['loose files by their weights', ['vocab.txt', 'model_base_caption.pth'], 'model_base_caption'],
  ['two folders by their weights', ['a/config.json', 'b/model.safetensors'], 'model'],
])('a checkpoint: %s', (_, drop, name) => {
  expect(taskOf(drop.map((path) => picked(path)))).toMatchObject({
    kind: 'convert',
    wanted: { kind: 'files', name },
  });
});
