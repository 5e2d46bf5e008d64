/** For tests: a small disk that can be filled, as root on Linux. */
import { spawnSync } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const BALLAST = '.ballast';

export interface SmallDisk {
  folder: string;
  /** Leaves so many bytes free. */
  fill(free: number): Promise<void>;
  makeRoom(): Promise<void>;
  unmount(): Promise<void>;
}

/** Mounts a disk of so many bytes. @returns why this machine cannot, if it cannot */
export async function mountSmallDisk(folder: string, bytes: number): Promise<SmallDisk | string> {
  if (process.platform !== 'linux') return 'small disks are mounted on Linux only';
  await mkdir(folder);
  const { status, stderr, error } = spawnSync(
    'mount',
    ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) return `a small disk cannot be mounted: ${error?.message ?? stderr.trim()}`;
  const ballast = join(folder, BALLAST);
  return {
    folder,
    async fill(free) {
      await rm(ballast, { force: true });
      const { bavail, bsize } = await statfs(folder);
      await writeFile(ballast, Buffer.alloc(Math.max(0, bavail * bsize - free)));
    },
    makeRoom: () => rm(ballast, { force: true }),
    async unmount() {
      spawnSync('umount', [folder]);
      await rm(folder, { recursive: true });
    },
  };
}
