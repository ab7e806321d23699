import { execFile } from 'node:child_process';
import type { Environment } from '../model/machine.ts';

const timeoutMs = 10_000;

/** State of the repository that `cwd` is in; null outside one, without commits, or without `git`. */
export function readGit(cwd: string): Promise<Environment['git']> {
  // Without optional locks: looking must not get in the way of a git command of the user.
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
  const args = ['status', '--porcelain=v2', '--branch'];
  return new Promise((resolve) => {
    execFile('git', args, { cwd, env, timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024 }, (error, stdout) =>
      resolve(error === null ? parseStatus(stdout) : null),
    );
  });
}

/** Parses `git status --porcelain=v2 --branch`; any line that is not a header is a change. */
export function parseStatus(text: string): Environment['git'] {
  const commit = /^# branch\.oid ([0-9a-f]{40,64})$/m.exec(text)?.[1];
  if (commit === undefined) return null;
  const branch = /^# branch\.head (.+)$/m.exec(text)?.[1] ?? '(detached)';
  const dirty = text.split('\n').some((line) => line !== '' && !line.startsWith('# '));
  return { commit, dirty, branch: branch === '(detached)' ? null : branch };
}
