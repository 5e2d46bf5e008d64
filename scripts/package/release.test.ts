import { expect, test } from 'vitest';
import { type Release, releaseProblems } from './release.ts';

const url = 'git+https://github.com/someone/blipscope.git';
const READY: Release = {
  manifest: { version: '1.2.3', repository: { type: 'git', url, directory: 'packages/blipscope' } },
  changes: [],
  github: { repository: 'someone/blipscope', tag: 'v1.2.3' },
};

test('a version that has its tag, its changes and its repository is published', () => {
  expect(releaseProblems(READY)).toEqual([]);
  const { github: _, ...elsewhere } = READY;
  expect(releaseProblems(elsewhere)).toEqual([]);
});

test('without a repository, the entry that is missing is given', () => {
  const problems = releaseProblems({ ...READY, manifest: { version: '1.2.3' } });
  expect(problems).toEqual([expect.stringContaining(`Add "repository": { "type": "git", "url": "${url}"`)]);
});

test('another repository, another tag and changes without a version are refused', () => {
  const other = { ...READY, github: { repository: 'other/blipscope', tag: 'v1.2.2' }, changes: ['a.md'] };
  expect(releaseProblems(other)).toEqual([
    expect.stringContaining('Here it must be git+https://github.com/other/blipscope.git.'),
    expect.stringContaining('a.md has no version yet.'),
    expect.stringContaining('Tag v1.2.3.'),
  ]);
});
