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
  const tail = tailOf(failure);
  return failureLine(failure) + (remedy === null ? '' : `; ${remedy}`) + tail;
}

function tailOf(failure: Failure): string {
  if (failure.reason === 'build-failed') return buildOutput(failure.outputTail, failure.log);
  if (failure.reason === 'server-exited' && failure.attached) return '';
  // A server that answers may well have nothing to say on stderr.
  if (failure.reason === 'wrong-answer' && failure.stderrTail === '') return '';
  return 'stderrTail' in failure ? lastWords(failure.stderrTail) : '';
}

function placeOf(failure: Failure): string {
  return 'variant' in failure && failure.variant !== '' ? `${failure.variant}, ${failure.phase}: ` : '';
}

function seen(failure: Failure): string {
  switch (failure.reason) {
    case 'spawn-failed':
      if (failure.cwd !== undefined) return `there is no folder "${failure.cwd}" to run in`;
      return failure.code === 'ENOENT'
        ? `there is no program "${failure.program}" (ENOENT)`
        : `"${failure.program}" could not be started (${failure.code})`;
    case 'build-failed':
      return buildEnding(failure);
    case 'checkout-failed':
      return `${failure.commit.slice(0, 12)} could not be checked out: ${failure.detail}`;
    case 'server-exited':
      if (failure.attached) return 'the server, which we did not start, has ended';
      if (failure.behind) return 'the server behind the proxy ended by itself';
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
    case 'wrong-answer':
      return wrongAnswer(failure);
    case 'no-process':
      return `there is no process ${failure.pid}`;
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
      if (failure.cwd !== undefined) return 'mend cwd, which is relative to the file that names it';
      return failure.code === 'ENOENT' ? 'install it, or give its full path' : null;
    case 'build-failed':
      return failure.how === 'timed-out' ? 'raise its timeout, or see what it says' : null;
    case 'wrong-answer':
      return 'mend the server, or what is expected of it';
    case 'no-answer':
      return failure.attached ? 'is it running there? Servers of --url are not started' : null;
    case 'no-process':
      return 'leave --pid out, and who listens there is looked up';
    case 'not-ready':
      return 'raise --ready-timeout, or see what it says';
    case 'hook-failed':
      return failure.timedOut ? 'raise --hook-timeout, or see what it waits for' : null;
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
  return `; its last words:\n${indented(lines)}`;
}

function indented(text: string): string {
  const lines = text.trimEnd().split('\n');
  return lines.map((line) => `    ${line}`).join('\n');
}

type Of<Reason extends Failure['reason']> = Extract<Failure, { reason: Reason }>;

function buildEnding(failure: Of<'build-failed'>): string {
  const { command, how, code, afterMs } = failure;
  const after = `${(afterMs / 1000).toFixed(1)} s`;
  if (how === 'not-started') return `\`${command}\` could not be started (${code ?? 'unknown'})`;
  if (how === 'timed-out') return `\`${command}\` was not done after ${after}, and ended`;
  return `\`${command}\` failed after ${after} (${ending(failure)})`;
}

function buildOutput(tail: string, log: string): string {
  if (tail.trim() === '') return '; it wrote nothing';
  return `; its last output (all of it: ${log}):\n${indented(tail)}`;
}

function wrongAnswer({ request, expected, seen }: Of<'wrong-answer'>): string {
  const status = expected.status === 'success' ? 'a status from 200 to 399' : `status ${expected.status}`;
  const body = expected.includes === null ? '' : ` and "${expected.includes}" in its body`;
  const came =
    'trouble' in seen
      ? seen.trouble
      : `status ${seen.status}${seen.body === '' ? ', with an empty body' : `, and a body that begins "${oneLine(seen.body)}"`}`;
  return `${request} was to give ${status}${body}, and gave ${came}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
