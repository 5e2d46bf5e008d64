/** Finds a Chromium-based browser for tests, or installs one. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

const NAMES = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
];
const MAC_APPS = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
const WINDOWS_PATHS = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];

/** The browser's path: `BLIPSCOPE_BROWSER` if set, else the first installed one, else null. */
export function findBrowser(): string | null {
  const { BLIPSCOPE_BROWSER } = process.env;
  if (BLIPSCOPE_BROWSER) return BLIPSCOPE_BROWSER;
  return [...installPaths(), chromium.executablePath()].find((path) => existsSync(path)) ?? null;
}

/**
 * As `findBrowser`, but installs a browser if there is none.
 * @throws {Error} if that fails
 */
export function ensureBrowser(): string {
  const found = findBrowser() ?? install();
  if (found) return found;
  throw new Error(
    'No Chrome, Chromium or Edge was found, and none could be installed. Install one, or set BLIPSCOPE_BROWSER to its path.',
  );
}

function install(): string | null {
  const attempts = [['npx', 'playwright', 'install', 'chromium'], ...(isDebianRoot() ? DEBIAN_INSTALL : [])];
  for (const [command = '', ...args] of attempts) {
    spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
    const found = findBrowser();
    if (found) return found;
  }
  return null;
}

const DEBIAN_INSTALL = [
  ['apt-get', 'update', '-qq'],
  ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium'],
];

function isDebianRoot(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

function installPaths(): string[] {
  const { PATH = '', HOME = '', LOCALAPPDATA, PROGRAMFILES } = process.env;
  switch (process.platform) {
    case 'darwin':
      return ['/Applications', join(HOME, 'Applications')].flatMap((folder) =>
        MAC_APPS.map((app) => join(folder, `${app}.app`, 'Contents', 'MacOS', app)),
      );
    case 'win32':
      return [PROGRAMFILES, process.env['PROGRAMFILES(X86)'], LOCALAPPDATA].flatMap((folder) =>
        folder ? WINDOWS_PATHS.map((path) => join(folder, path)) : [],
      );
    default:
      return PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  }
}
