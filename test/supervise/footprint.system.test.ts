import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryReader } from '#built/harness/supervise/memory.js';
import { readProcess } from '#built/harness/supervise/process-table.js';
import { startServer } from '#built/harness/supervise/server-process.js';
import { startWarden } from '#built/harness/supervise/warden.js';
import { bytesOfPagesOnce } from '../helpers/pages-once.ts';
import { newTag, tagged } from '../helpers/tagged-processes.ts';

const python = '/usr/bin/python3';
const program = fileURLToPath(new URL('../helpers/shared-memory.py', import.meta.url));
const built = fileURLToPath(new URL('../../dist', import.meta.url));

describe.skipIf(!existsSync(python))(
  'footprint of a tree that shares 200 MB and maps a file of 100 MB',
  () => {
    let folder = '';
    let file = '';
    beforeAll(() => {
      // Not in the folder for temporary files, which may be in memory: its files would be shared memory.
      folder = mkdtempSync(join(built, 'mapped-'));
      file = join(folder, 'data');
      writeFileSync(file, randomBytes(100 * 1024 * 1024));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it('counts each page once, whoever else maps the same files', async () => {
      const warden = await startWarden();
      const tag = newTag();
      const server = await startServer({
        variant: 'python',
        host: '127.0.0.1',
        readyTimeoutMs: 90_000,
        stopTimeoutMs: 10_000,
        warden,
        launch: async () => ({
          argv: [python, program, 'serve', file],
          env: tag,
          cwd: folder,
          ready: { kind: 'nonce', path: '/', nonceHeader: 'X-Nonce' },
          processes: 5,
          stopSignal: 'SIGTERM',
        }),
      });
      const strangers: ChildProcess[] = [];
      try {
        const pids = tagged(tag);
        const alone = await server.memory();
        expect(alone.method).toBe('smaps');
        expect(alone.processes.map(({ pid }) => pid).sort()).toEqual(pids.sort());
        const exact = bytesOfPagesOnce(pids);
        expect(exact).toBeGreaterThan(300 * 1024 * 1024);
        expectWithin(alone.footprint, exact, 0.02);
        expect(alone.rss).toBeGreaterThan(5 * 300 * 1024 * 1024 * 0.9);

        for (let i = 0; i < 3; i += 1) strangers.push(await startStranger(file));
        const beside = await server.memory();
        expectWithin(beside.footprint, alone.footprint, 0.02);
        // Read afresh as well, since the reader above may keep what it knows of files.
        const entries = pids.map((pid) => readProcess(pid)!);
        expectWithin(new MemoryReader().read(entries).footprint, alone.footprint, 0.02);
        expect(beside.pss).toBeLessThan(alone.pss! * 0.93);
      } finally {
        for (const stranger of strangers) stranger.kill('SIGKILL');
        expect(await server.stop()).toBeNull();
        await warden.close();
      }
    });
  },
);

function expectWithin(actual: number | null, expected: number | null, tolerance: number): void {
  expect(actual).not.toBeNull();
  expect(Math.abs(actual! / expected! - 1)).toBeLessThan(tolerance);
}

async function startStranger(file: string): Promise<ChildProcess> {
  const stranger = spawn(python, [program, 'map', file], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(stranger.stdout!, 'data');
  return stranger;
}
