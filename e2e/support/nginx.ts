/** The site as deploy/ serves it: with its configuration, by the nginx of this machine. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Debian's place is not in everyone's path. */
const PATH = `${process.env.PATH}:/usr/sbin`;

export function hasNginx(): boolean {
  try {
    execFileSync('nginx', ['-v'], { env: { PATH }, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export class Nginx {
  readonly #process: ChildProcess;
  readonly #folder: string;
  /** The server's address, without a path. */
  readonly origin: string;

  private constructor(process: ChildProcess, folder: string, origin: string) {
    this.#process = process;
    this.#folder = folder;
    this.origin = origin;
  }

  /** Serves the built app under `/`, and under `/path/` too. */
  static async start(): Promise<Nginx> {
    const folder = await mkdtemp(join(tmpdir(), 'blipscope-nginx-'));
    const site = join(folder, 'site');
    await cp(join(ROOT, 'dist'), site, { recursive: true });
    execFileSync(join(ROOT, 'deploy', 'compress.sh'), [site]);
    await symlink(site, join(site, 'path'));
    const port = await freePort();
    await writeFile(join(folder, 'site.conf'), await configuration(site, port));
    await writeFile(join(folder, 'nginx.conf'), around(folder));
    const process = spawn('nginx', ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'], {
      env: { PATH },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const nginx = new Nginx(process, folder, `http://localhost:${port}`);
    await nginx.#answers();
    return nginx;
  }

  async stop(): Promise<void> {
    this.#process.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #answers(): Promise<void> {
    while (this.#process.exitCode === null) {
      const response = await fetch(this.origin).catch(() => null);
      if (response) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('nginx did not start; what it printed is above.');
  }
}

/** Ours, with the machine's place and port. */
async function configuration(site: string, port: number): Promise<string> {
  const written = await readFile(join(ROOT, 'deploy', 'nginx.conf'), 'utf8');
  const here = {
    'listen 8080;': `listen localhost:${port};`,
    'root /usr/share/nginx/html;': `root ${site};`,
  };
  return Object.entries(here).reduce((text, [of, to]) => {
    if (text.split(of).length !== 2) throw new Error(`deploy/nginx.conf has not one line "${of}".`);
    return text.replace(of, to);
  }, written);
}

/** What is around it, as in the image: one process, which needs no rights. */
function around(folder: string): string {
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
master_process off;
error_log stderr crit;
pid ${folder}/pid;
events {}
http {
  include /etc/nginx/mime.types;
  access_log off;
  ${kinds.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join('\n  ')}
  include ${folder}/site.conf;
}
`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, 'localhost', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
