import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractPath } from './contract.ts';

let seeded: Promise<Buffer> | undefined;

/** How long a reset waits for a write of the server to end. */
const busyTimeoutMs = 5000;

/** Writes a fresh copy of the seeded database into `folder` and gives its path. The seed is executed once per process. */
export async function copySeededDatabase(folder: string): Promise<string> {
  seeded ??= buildSeededDatabase();
  const path = join(folder, 'attendance.db');
  await writeFile(path, await seeded);
  return path;
}

/**
 * Takes back what the app has written to its database since it was seeded, while it is being served. Days of the seed
 * are closed and take no entries, so all others are of the app. The log is emptied too: what a level wrote must not
 * slow the reads of the next. The files keep their owner, for SQLite gives its log that of the database.
 */
export async function resetDatabase(path: string): Promise<void> {
  const { default: Database } = await import('libsql');
  const database = new Database(path, { timeout: busyTimeoutMs });
  try {
    database.exec('PRAGMA synchronous = NORMAL');
    database.exec(`BEGIN IMMEDIATE;
      DELETE FROM attendance WHERE date NOT IN (SELECT date FROM closed_day);
      DELETE FROM login_failure;
      COMMIT;`);
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
}

/** The bytes of the seeded database, in WAL mode with an empty log, so that the one file is all of it. */
async function buildSeededDatabase(): Promise<Buffer> {
  const { default: Database } = await import('libsql');
  const [schema, seed] = await Promise.all([
    readFile(contractPath('schema.sql'), 'utf8'),
    readFile(contractPath('seed.sql'), 'utf8'),
  ]);
  const folder = await mkdtemp(join(tmpdir(), 'bench-seed-'));
  try {
    const path = join(folder, 'seed.db');
    const database = new Database(path);
    database.exec('PRAGMA journal_mode = WAL');
    database.exec(`BEGIN; ${schema}; ${seed}; COMMIT;`);
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    database.close();
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
