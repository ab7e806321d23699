import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findInterpreter } from '../../servers/python/interpreter.ts';
import { pythonAvailability } from '../../servers/python/launch.ts';

let folder: string;

/** A program that answers as a Python would that has distribution `only-here` in this version. */
function fakePython(name: string, version: string): string {
  const bin = join(folder, name, 'bin');
  mkdirSync(bin, { recursive: true });
  const path = join(bin, 'python3');
  const answer = JSON.stringify({ path, version: '3.99.0', versions: { 'only-here': version } });
  writeFileSync(path, `#!/bin/sh\necho '${answer}'\n`);
  chmodSync(path, 0o755);
  return path;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-python-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the Python that is taken', () => {
  it('is that of the virtual environment when the system’s lacks something', async () => {
    const path = fakePython('venv', '1.2');
    fakePython('on-path', '9.9');
    const env = { VIRTUAL_ENV: join(folder, 'venv'), PATH: `${join(folder, 'on-path/bin')}:/bin` };
    expect(await findInterpreter(['only-here'], env)).toEqual({
      path,
      version: '3.99.0',
      versions: { 'only-here': '1.2' },
    });
  });

  it('is the one on the PATH when neither has all', async () => {
    const path = fakePython('on-path', '9.9');
    const env = { VIRTUAL_ENV: join(folder, 'nowhere'), PATH: `${join(folder, 'on-path/bin')}:/bin` };
    expect(await findInterpreter(['only-here'], env)).toMatchObject({ path });
  });

  it('is none when no one has all: what is missing is named', async () => {
    const found = await findInterpreter(['no-such-thing', 'nor-this'], { PATH: folder });
    expect(found).toEqual({ missing: expect.arrayContaining(['no-such-thing', 'nor-this']) });
  });
});

it('tells what is missing with the line that installs it', async () => {
  expect(await pythonAvailability(['no-such-thing'], ['python3-flask', 'gunicorn'])).toEqual({
    installed: false,
    missing: expect.stringContaining('no-such-thing'),
    install: 'apt-get install python3-flask gunicorn',
  });
});
