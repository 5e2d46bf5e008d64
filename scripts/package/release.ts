/**
 * `npm run release -- change|version|check`: versions of the npm package, by changesets.
 *
 * `change` asks what changed, and writes it down. `version` makes a version of all changes. `check` says what keeps the
 * version from being published, and is what the release workflow asks first.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMain } from '../is-main.ts';
import { PACKAGE, ROOT } from './places.ts';
import { runProgram, runTool } from './tools.ts';

/** As much of the package's manifest as is used. */
interface Manifest {
  version: string;
  repository?: { type: string; url: string; directory?: string };
}

export interface Release {
  manifest: Manifest;
  /** Names of the changesets that no version has. */
  changes: readonly string[];
  /** `owner/name` of the repository that the workflow runs in, and the tag that started it; absent elsewhere. */
  github?: { repository: string; tag: string };
}

/** What keeps a version from being published, a sentence each. */
export function releaseProblems({ manifest, changes, github }: Release): string[] {
  const problems = [...repositoryProblems(manifest, github?.repository)];
  if (changes.length > 0)
    problems.push(`${changes.join(', ')} has no version yet. Run \`npm run release -- version\` and commit.`);
  if (github && github.tag !== `v${manifest.version}`)
    problems.push(`The tag is ${github.tag}, the version ${manifest.version}. Tag v${manifest.version}.`);
  return problems;
}

/** The registry compares it with the repository that provenance names. */
function repositoryProblems({ repository }: Manifest, expected = 'OWNER/NAME'): string[] {
  const url = `git+https://github.com/${expected}.git`;
  const entry = `"repository": { "type": "git", "url": "${url}", "directory": "packages/blipscope" }`;
  if (!repository)
    return [
      `packages/blipscope/package.json does not say where its repository is, without which there is no provenance. Add ${entry}.`,
    ];
  if (expected === 'OWNER/NAME' || repository.url === url) return [];
  return [`packages/blipscope/package.json names the repository ${repository.url}. Here it must be ${url}.`];
}

function readRelease(): Release {
  const { GITHUB_REPOSITORY: repository, GITHUB_REF_NAME: tag } = process.env;
  const changes = readdirSync(join(PACKAGE, '.changeset')).filter(
    (name) => name.endsWith('.md') && name !== 'README.md',
  );
  return { manifest: readManifest(), changes, ...(repository && tag && { github: { repository, tag } }) };
}

function readManifest(): Manifest {
  return JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
}

/** The repository has the package's version. */
function makeVersion(): void {
  runTool('changeset', ['version'], PACKAGE);
  runProgram(
    'npm',
    ['version', readManifest().version, '--no-git-tag-version', '--allow-same-version'],
    ROOT,
  );
}

function check(): void {
  const problems = releaseProblems(readRelease());
  if (problems.length > 0) throw new Error(`This version cannot be published.\n${problems.join('\n')}`);
}

function main(command = ''): void {
  const commands = { change: () => runTool('changeset', ['add'], PACKAGE), version: makeVersion, check };
  if (!Object.hasOwn(commands, command)) throw new Error('Usage: npm run release -- change|version|check');
  commands[command as keyof typeof commands]();
}

if (isMain(import.meta)) {
  try {
    main(process.argv[2]);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
