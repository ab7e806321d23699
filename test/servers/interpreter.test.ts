import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findInterpreter, lackOf } from '../../servers/python/interpreter.ts';
import { pythonAvailability } from '../../servers/python/launch.ts';

let folder: string;

/** A program that answers as a Python would that has distribution `only-here` in this version. */
function fakePython(name: string, version: string, others: Record<string, string> = {}): string {
  const bin = join(folder, name, 'bin');
  mkdirSync(bin, { recursive: true });
  const path = join(bin, 'python3');
  const answer = JSON.stringify({ path, version: '3.99.0', versions: { 'only-here': version, ...others } });
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

  it('is not one whose framework is too old', async () => {
    fakePython('old', '1.2', { Flask: '2.0.1' });
    const path = fakePython('new', '1.2', { Flask: '2.10.0' });
    const env = { VIRTUAL_ENV: join(folder, 'old'), PATH: `${join(folder, 'new/bin')}:/bin` };
    expect(await findInterpreter(['Flask', 'only-here'], env)).toMatchObject({ path });
    expect(lackOf('Flask', '2.0.1')).toEqual(['Flask 2.2 or newer (2.0.1 was found)']);
    expect(lackOf('Django', '4.0rc1')).toEqual([]);
    expect(lackOf('Flask', undefined)).toEqual(['Flask']);
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
