// `bench`, as built, in a folder of its own.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const cli = join(import.meta.dirname, '../../dist/harness/cli.js');

/** Hands over a folder that is removed afterwards. */
export async function inFolder(work) {
  const folder = await mkdtemp(join(tmpdir(), 'bench-self-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a command that measures tells with --json; without an answer it exits with another code, and tells it all the same. */
export async function benchIn(folder, args) {
  return jsonOf(folder, [...args, '--no-config', '--quiet', '--format', 'json']);
}

/** What a command that measures nothing tells with --json. */
export async function jsonOf(folder, args) {
  const all = [cli, ...args, '--json'];
  const options = { cwd: folder, maxBuffer: 2 ** 30 };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, all, options).catch(
    (error) => error,
  );
  if (!stdout.startsWith('{')) throw new Error(`bench ${args.join(' ')}: ${stderr}`);
  return JSON.parse(stdout);
}
