import type { Failure, UsageProblem } from '../model/failure.ts';

/** Every problem with a request, one under the other, each with what to try. */
export function presentUsage(problems: readonly UsageProblem[]): string {
  return problems
    .map(
      ({ where, message, hint }) =>
        `bench: ${where}: ${message}${hint === undefined ? '' : `\n       ${hint}`}`,
    )
    .join('\n');
}

/** A failure in words: what failed, where, what was seen, what to try. */
export function presentFailure(failure: Failure): string {
  const place =
    'variant' in failure && failure.variant !== '' ? `${failure.variant}, ${failure.phase}: ` : '';
  return place + sentence(failure);
}

function sentence(failure: Failure): string {
  switch (failure.reason) {
    case 'spawn-failed':
      return failure.code === 'ENOENT'
        ? `there is no program "${failure.program}" (ENOENT); install it, or give its full path`
        : `"${failure.program}" could not be started (${failure.code})`;
    case 'server-exited':
      return `the server ended by itself (${ending(failure)})${tail(failure.stderrTail)}`;
    case 'not-ready':
      return (
        `not ready after ${(failure.afterMs / 1000).toFixed(1)} s (last seen: ${failure.lastSeen}); ` +
        `raise --ready-timeout, or see what it says${tail(failure.stderrTail)}`
      );
    case 'foreign-listener':
      return `port ${failure.port} is answered by a process that we did not start; does the command use {port}?`;
    case 'not-stopped':
      return `could not be ended; still there: ${failure.left.join(', ')}`;
    case 'loader-exited':
      return `the load generator ended (${ending(failure)}); was it killed, or out of memory?`;
    case 'loader-error':
      return `the load generator failed: ${failure.detail}`;
    case 'engine-refused':
      return `the ${failure.engine} engine cannot load this server: ${failure.detail}; use --engine native`;
    case 'journal-write':
      return failure.code === 'ENOSPC'
        ? `the disk is full: ${failure.path} could not be written; what was written before is kept`
        : `${failure.path} could not be written (${failure.code}); what was written before is kept`;
  }
}

function ending({ exitCode, signal }: { exitCode: number | null; signal: string | null }): string {
  return signal === null ? `exit code ${exitCode ?? 'unknown'}` : `killed by ${signal}`;
}

function tail(text: string): string {
  const lines = text.trimEnd();
  return lines === '' ? '; it wrote nothing to stderr' : `; its last words:\n${indent(lines)}`;
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
