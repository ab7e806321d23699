import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findFreePort } from '../../harness/supervise/ports.ts';
import { Workplace } from '../helpers/cli.ts';
import { makeRun } from '../helpers/run-folders.ts';

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.create();
});
afterEach(() => place.leave());

describe('--open', () => {
  /** A folder of programs that has only this one, if any: what a PATH comes to. */
  function programs(opener?: string): string {
    const folder = join(place.folder, 'bin');
    mkdirSync(folder);
    if (opener === undefined) return folder;
    writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\n${opener}\n`);
    chmodSync(join(folder, 'xdg-open'), 0o755);
    return folder;
  }

  const report = (PATH: string) => place.benchIn({ PATH }, 'report', 'latest', '--open');

  beforeEach(() => {
    makeRun(join(place.folder, '.bench/runs'), { startedAt: '2025-03-01T10:00:00.000Z' });
  });

  const page = '.bench/runs/2025-03-01T10-00-00-run/report.html';

  it.runIf(process.platform === 'linux')('shows the page with xdg-open', async () => {
    const { stdout, stderr, exitCode } = await report(programs('echo "$1" > opened'));
    expect([stdout, stderr, exitCode]).toEqual([page, '', 0]);
    expect(readFileSync(join(place.folder, 'opened'), 'utf8')).toBe(`${page}\n`);
  });

  it.runIf(process.platform === 'linux').each([
    ['is not there', undefined],
    ['fails', 'exit 3'],
  ])('still writes the page where xdg-open %s, and says so', async (_what, opener) => {
    const { stdout, stderr, exitCode } = await report(programs(opener));
    expect([stdout, exitCode]).toEqual([page, 0]);
    expect(stderr).toBe(`could not be opened with xdg-open: ${page}`);
    expect(readFileSync(join(place.folder, page), 'utf8')).toContain('<!doctype html>');
  });
});

describe('bench serve', () => {
  it('says first where the server is, which is there until Ctrl-C', async () => {
    const port = await findFreePort('127.0.0.1');
    const running = place.bench('serve', 'prefork:workers=2', '--port', String(port));
    const url = `http://127.0.0.1:${port}/`;
    const answer = await answered(`${url}plain`);
    expect(answer.status).toBe(200);
    running.kill('SIGINT');
    const { stderr, exitCode } = await running;
    expect(stderr.split('\n')[0]).toBe(`prefork ×2: ${url} · Ctrl-C ends it`);
    expect(exitCode).toBe(0);
  });

  it('refuses what names no single mode, and a port that is taken', async () => {
    const { stderr, exitCode } = await place.bench('serve', 'prefrk');
    expect(stderr).toContain('unknown mode "prefrk"');
    expect(exitCode).toBe(2);
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const taken = await place.bench('serve', 'dev', '--port', String(port));
    other.close();
    expect(taken.stderr).toBe(`bench: --port: port ${port} is taken\n       name another one`);
    expect(taken.exitCode).toBe(2);
  });
});

async function answered(url: string): Promise<Response> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(50)) {
    const response = await fetch(url, { headers: { connection: 'close' } }).catch(() => null);
    if (response !== null) return response;
  }
  throw new Error(`waited in vain for ${url}`);
}
