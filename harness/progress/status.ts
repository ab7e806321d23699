import type { RunEvent } from '../model/event.ts';
import { levelLabel } from '../model/level.ts';
import type { Plan } from '../model/plan.ts';
import type { RoundResult } from '../model/slice.ts';

/** What a person waiting for a run wants to know, kept up to date event by event. */
export interface Status {
  readonly round: number;
  readonly roundsDone: number;
  /** Of those, without the ones that were left out. */
  readonly kept: number;
  /** `json · 32 connections · prefork`, `warming up json`, … */
  readonly now: string;
  readonly elapsedMs: number;
  readonly slices: number;
}

export const initialStatus: Status = {
  ...{ round: 0, roundsDone: 0, kept: 0, now: 'starting', elapsedMs: 0, slices: 0 },
};

/** Pure: the status after an event. */
export function follow(status: Status, event: RunEvent): Status {
  switch (event.type) {
    case 'run-started':
      return {
        ...status,
        roundsDone: event.earlier.rounds.length,
        kept: event.earlier.rounds.filter(isKept).length,
      };
    case 'build-started':
      return { ...status, now: buildText(event) };
    case 'code':
      return { ...status, now: codeText(event) };
    case 'round-started':
      return { ...status, round: event.round, now: 'starting fresh servers', elapsedMs: event.elapsedMs };
    case 'warming':
      return { ...status, now: `warming up ${event.scenario}` };
    case 'slice-started':
      return { ...status, now: `${event.scenario} · ${levelLabel(event.level)} · ${event.variant}` };
    case 'slice':
      return { ...status, slices: status.slices + 1, elapsedMs: event.elapsedMs };
    case 'round':
      return {
        ...status,
        roundsDone: status.roundsDone + 1,
        kept: status.kept + (isKept(event.round) ? 1 : 0),
        now: 'stopping servers',
        elapsedMs: event.elapsedMs,
      };
    default:
      return status;
  }
}

/** `building web, worker: npm run build` */
export function buildText({ variants, command }: Extract<RunEvent, { type: 'build-started' }>): string {
  return `building ${variants.join(', ')}: ${command}`;
}

/** `main@70dc05c: npm ci, for node_modules holds other packages than package-lock.json` */
export function codeText({ of, step }: Extract<RunEvent, { type: 'code' }>): string {
  switch (step.kind) {
    case 'checkout':
      return `${of}: checking out ${step.commit.slice(0, 12)}`;
    case 'linked':
      return step.why === 'same-lockfile'
        ? `${of}: uses ${step.folder} of the working tree, whose lockfile is the same`
        : `${of}: uses ${step.folder} of the working tree; --install makes one of its own`;
    case 'install':
      return `${of}: ${step.command}${step.why === '' ? '' : ` (${step.why})`}`;
    case 'unlocked':
      return `${of}: nothing is installed, for ${step.folder} has no lockfile; --install says how`;
  }
}

function isKept({ discarded }: RoundResult): boolean {
  return discarded.length === 0;
}

/**
 * `round 3 of at least 6`, `round 7, for precision`. Of a gate `round 3, screening (2 of 6 done)` and `round 9, confirming
 * what looks worse`; of its noise `round 7, the same twice`, and where rounds are bounded `(6 of 24 done)`.
 * @param kept rounds before this one that count
 */
export function roundText(round: number, plan: Plan, kept: number): string {
  if (plan.search !== undefined) return `round ${round}`;
  if (plan.noise !== undefined) {
    const { max } = plan.rounds;
    return `round ${round}, the same twice${max === null ? '' : ` (${kept} of ${max} done)`}`;
  }
  const screened = plan.gate?.looks[0]?.rounds;
  if (screened !== undefined) {
    return kept < screened
      ? `round ${round}, screening (${kept} of ${screened} done)`
      : `round ${round}, confirming what looks worse`;
  }
  const { min, max } = plan.rounds;
  if (max !== null) return `round ${round} of ${max}`;
  return round <= min ? `round ${round} of at least ${min}` : `round ${round}, for precision`;
}

/** `41 s of 90 s`; without a budget the time so far, and what the rounds still to come should take. */
export function timeText(status: Status, plan: Plan, elapsedMs: number): string {
  const seconds = Math.round(elapsedMs / 1000);
  if (plan.budgetSeconds !== null) {
    return `${seconds} s of ${plan.budgetSeconds} s, at most ${Math.max(0, Math.round(plan.budgetSeconds - seconds))} s left`;
  }
  const total = plan.rounds.max ?? plan.rounds.min;
  if (status.roundsDone === 0) return `${seconds} s`;
  const left = ((total - status.roundsDone) * status.elapsedMs) / status.roundsDone / 1000;
  return `${seconds} s, about ${Math.max(0, Math.round(left))} s left`;
}
