import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractPath } from './contract.ts';

let seeded: Promise<Buffer> | undefined;

/** Writes a fresh copy of the seeded database into `folder` and gives its path. The seed is executed once per process. */
export async function copySeededDatabase(folder: string): Promise<string> {
  seeded ??= buildSeededDatabase();
  const path = join(folder, 'attendance.db');
  await writeFile(path, await seeded);
  return path;
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
