import type { ClaimVerdict } from '../../harness/model/claim.ts';

/**
 * What to do instead where a stated behaviour is refuted, by what was seen: experiment, finding, value. Where nothing is
 * known to help, nothing is said.
 */
const bySight: Readonly<Record<string, string>> = {
  'overlap.overlaps=true': 'write handlers that may run at the same time',
  'overlap.overlaps=false': 'expect one slow request to hold up the others',
  'websocket.upgrades=false': 'serve WebSockets from an ASGI app',
  'recover.servesAgain=false': 'let a process manager restart it',
  'restart.sessionSurvives=false': 'keep the secret outside of the process',
  'rate-limit.limited=false': 'count failed logins where all workers see them',
  'csrf.refused=false': 'check tokens in the app itself',
  'errors.detailed=true': 'keep it from strangers, for its answers show how it works',
  'reload.reloads=false': 'restart it after a change of the code',
  'overload.survives=false': 'keep so much load away from it',
  'stuck.workerKilled=false': 'give whatever handlers call a time-out of its own',
};

/** Uvicorn takes an app for ASGI unless told otherwise, and answers 500 when it is not. */
const uvicorn = 'name the interface that the app has: `uvicorn --interface wsgi`';

export function adviceFor({ subject, evidence }: ClaimVerdict): string | null {
  for (const { experiment, seen, verdict } of evidence) {
    if (experiment === undefined || seen === null || verdict !== 'refuted') continue;
    if (experiment.name === 'answers' && /uvicorn/i.test(subject)) return uvicorn;
    const advice = bySight[`${experiment.name}.${experiment.finding}=${seen.value}`];
    if (advice !== undefined) return advice;
  }
  return null;
}
