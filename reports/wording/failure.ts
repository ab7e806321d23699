import type { Failure } from '../../harness/model/failure.ts';

type HookFailure = Extract<Failure, { reason: 'hook-failed' }>;

/** A failure in one line: which variant, in which phase, what was seen. */
export function failureLine(failure: Failure): string {
  if (failure.reason === 'hook-failed') return hookLine(failure);
  return placeOf(failure) + seen(failure);
}

/** A failure in full: also what to try, and the last words of the server, over several lines. */
export function failureText(failure: Failure): string {
  const remedy = remedyOf(failure);
  const tail = 'stderrTail' in failure ? lastWords(failure.stderrTail) : '';
  return failureLine(failure) + (remedy === null ? '' : `; ${remedy}`) + tail;
}

function placeOf(failure: Failure): string {
  return 'variant' in failure && failure.variant !== '' ? `${failure.variant}, ${failure.phase}: ` : '';
}

function seen(failure: Failure): string {
  switch (failure.reason) {
    case 'spawn-failed':
      return failure.code === 'ENOENT'
        ? `there is no program "${failure.program}" (ENOENT)`
        : `"${failure.program}" could not be started (${failure.code})`;
    case 'server-exited':
      return `the server ended by itself (${ending(failure)})`;
    case 'not-ready':
      return `not ready after ${(failure.afterMs / 1000).toFixed(1)} s (last seen: ${failure.lastSeen})`;
    case 'foreign-listener':
      return `${failure.socketPath ?? `port ${failure.port}`} is answered by a process that we did not start`;
    case 'not-stopped':
      return `could not be ended; still there: ${failure.left.join(', ')}`;
    case 'not-reset':
      return `its database could not be reset: ${failure.detail}`;
    case 'loader-exited':
      return `the load generator ended (${ending(failure)})`;
    case 'loader-error':
      return `the load generator failed: ${failure.detail}`;
    case 'no-answer':
      return `${failure.request} was not answered (${failure.seen})`;
    case 'act-overran':
      return `not done after ${(failure.afterMs / 1000).toFixed(0)} s, and ended`;
    case 'hook-failed':
      return failure.detail;
    case 'engine-refused':
      return `the ${failure.engine} engine cannot load this server: ${failure.detail}`;
    case 'journal-write':
      return failure.code === 'ENOSPC'
        ? `the disk is full: ${failure.path} could not be written`
        : `${failure.path} could not be written (${failure.code})`;
  }
}

/** `setup of scenario cart (c8), mode prefork, round 3: TypeError: … at bench.config.ts:12` */
function hookLine({ hook, scenario, phase, variant, round, detail }: HookFailure): string {
  const name = hook === 'request' ? 'request hook' : hook;
  const what = scenario === null ? name : `${name} of scenario ${scenario}`;
  const trial = [
    phase === '' ? what : `${what} (${phase})`,
    ...(variant === '' ? [] : [`mode ${variant}`]),
    ...(round === null ? [] : [`round ${round}`]),
  ];
  return `${trial.join(', ')}: ${detail}`;
}

/** What to try, or what is certain all the same; null where there is nothing to add. */
function remedyOf(failure: Failure): string | null {
  switch (failure.reason) {
    case 'spawn-failed':
      return failure.code === 'ENOENT' ? 'install it, or give its full path' : null;
    case 'not-ready':
      return 'raise --ready-timeout, or see what it says';
    case 'foreign-listener':
      return failure.socketPath === undefined ? 'does the command use {port}?' : null;
    case 'loader-exited':
      return 'was it killed, or out of memory?';
    case 'engine-refused':
      return 'use --engine native';
    case 'journal-write':
      return 'what was written before is kept';
    default:
      return null;
  }
}

function ending({ exitCode, signal }: { exitCode: number | null; signal: string | null }): string {
  return signal === null ? `exit code ${exitCode ?? 'unknown'}` : `killed by ${signal}`;
}

function lastWords(stderrTail: string): string {
  const lines = stderrTail.trimEnd();
  if (lines === '') return '; it wrote nothing to stderr';
  const indented = lines.split('\n').map((line) => `    ${line}`);
  return `; its last words:\n${indented.join('\n')}`;
}
