// `node --import …/slow.mjs …/serve.mjs <mode> --port N [--size N]`: the reference app in one of its Node modes, by the
// entry file that the mode itself starts, on its own copy of the database.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const servers = join(import.meta.dirname, '../../../dist/servers');
const { copySeededDatabase } = await import(pathToFileURL(join(servers, 'contract/database.js')));

const [mode, ...rest] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'slowed-app-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
process.env.BENCH_DATABASE = await copySeededDatabase(folder);
process.env.BENCH_SECRET = randomBytes(32).toString('hex');
process.env.NODE_ENV = mode === 'dev' ? 'development' : 'production';
process.argv.splice(2, Number.POSITIVE_INFINITY, ...rest);
await import(pathToFileURL(join(servers, `node/main/${mode}.js`)));
