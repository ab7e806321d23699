import { chmodSync, chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copySeededDatabase, resetDatabase } from '../../servers/contract/database.ts';
import { openStore } from '../../servers/node/store.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bench-test-'));
  path = await copySeededDatabase(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Every row of every table, as text. */
function contents(): string {
  const database = new Database(path);
  const tables = ['student', 'closed_day', 'attendance', 'account', 'login_failure'];
  const rows = tables.map((table) => database.prepare(`SELECT * FROM ${table} ORDER BY 1`).all());
  database.close();
  return JSON.stringify(rows);
}

function write(store: ReturnType<typeof openStore>, rows: number): void {
  for (let row = 0; row < rows; row += 1) {
    const date = `2${String(row % 1000).padStart(3, '0')}-05-17`;
    expect(store.addAttendance({ student: 'S07', date, status: 'late' })).toEqual({ name: 'Günther Weiß' });
  }
  for (let at = 1; at <= 5; at += 1) store.countLoginAttempt('127.0.0.1', at, 0, 5);
}

const attempt = (store: ReturnType<typeof openStore>) => store.countLoginAttempt('127.0.0.1', 10, 0, 5);

describe('resetting a database', () => {
  it('takes back what was written since the seed, and nothing else, while it is served', async () => {
    const seeded = contents();
    const store = openStore(path);
    for (let level = 0; level < 3; level += 1) {
      write(store, 200);
      expect(attempt(store)).not.toBeNull();
      expect(contents()).not.toBe(seeded);
      await resetDatabase(path);
      expect(contents()).toBe(seeded);
      expect(attempt(store)).toBeNull();
      await resetDatabase(path);
    }
    expect(store.attendance('2024-03-06', 50)).toHaveLength(50);
  });

  it('keeps the files from growing, level after level', async () => {
    const store = openStore(path);
    const sizes: number[] = [];
    for (let level = 0; level < 4; level += 1) {
      write(store, 500);
      await resetDatabase(path);
      sizes.push(statSync(path).size);
      expect(statSync(`${path}-wal`).size).toBe(0);
    }
    expect(sizes[3]).toBe(sizes[0]);
  });

  it('says so when a writer holds the database', async () => {
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    await expect(resetDatabase(path)).rejects.toThrow(/locked/);
    other.exec('COMMIT');
    other.close();
    await resetDatabase(path);
  });

  it.skipIf(process.getuid?.() !== 0)(
    'leaves the files to a server that runs as another user (only root can try this)',
    async () => {
      const nobody = 65_534;
      chmodSync(folder, 0o777);
      chownSync(path, nobody, nobody);
      const owners = () => [path, `${path}-wal`, `${path}-shm`].map((file) => statSync(file).uid);
      // With a server that has the database open, and before any has.
      await resetDatabase(path);
      expect(statSync(path).uid).toBe(nobody);
      const store = openStore(path);
      write(store, 10);
      await resetDatabase(path);
      expect(owners()).toEqual([nobody, nobody, nobody]);
    },
  );
});
