/** For tests: the program is lost when it takes a picture in hand whose SHA-256 is in `POISON`. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const poison = (process.env.POISON ?? '').split(',');
const { writeSync } = fs;

fs.writeSync = (fd, data, ...rest) => {
  const written = writeSync(fd, data, ...rest);
  const line = Buffer.from(data).toString();
  if (line.startsWith('{"hand"') && poison.some((sha256) => line.includes(sha256)))
    process.kill(process.pid, 'SIGSEGV');
  return written;
};
syncBuiltinESMExports();
