/** The npm package's manifest repeats what the repository's says: both must agree. */
import { expect, test } from 'vitest';
import root from '../../package.json' with { type: 'json' };
import own from '../../packages/blipscope/package.json' with { type: 'json' };
import { ENTRIES } from './code.ts';

test('version, licence and engines are those of the repository', () => {
  const { version, license, engines } = root;
  expect(own).toMatchObject({ version, license, engines });
});

test('libraries that are installed with it, or beside it, have the versions that are tested', () => {
  expect(own.optionalDependencies).toEqual({ sharp: root.dependencies.sharp });
  expect(own.peerDependencies['onnxruntime-node']).toBe(`^${root.dependencies['onnxruntime-node']}`);
  // Nobody is made to install a runtime.
  expect(Object.keys(own.peerDependenciesMeta)).toEqual(Object.keys(own.peerDependencies));
});

test('every entry is built, with its declarations', () => {
  const entries = Object.entries(own.exports).filter(([, target]) => typeof target === 'object');
  const names = entries.map(([path]) => (path === '.' ? 'index' : path.slice(2)));
  expect(names).toEqual(Object.keys(ENTRIES));
  for (const [index, [, target]] of entries.entries()) {
    const types = `./dist/types/packages/blipscope/src/${names[index]}.d.ts`;
    expect(target).toEqual({ types, default: `./dist/${names[index]}.js` });
  }
});
