// Rounds that were lost, left out, or begun before the server was steady; and levels that were not climbed to.
import type { RoundResult } from '../../model/slice.ts';
import type { CellData } from '../cell-data.ts';
import type { Finding } from './finding.ts';

/**
 * Share of the rounds that may be lost to a failed server or loader, or go without an answer, before the rest no longer
 * stands for the variant: with two of six gone, the figures are those of its lucky starts.
 */
export const LOST_ROUNDS_BOUND = 1 / 3;

/** Share of rounds discarded above which the machine was too disturbed to tell (method §7). */
export const DISCARDED_BOUND = 0.3;

export function lostRoundFindings({ lost, due }: CellData): Finding[] {
  return (['server-failed', 'hook-failed', 'loader-failed', 'no-answers'] as const).flatMap(
    (code): Finding[] => {
      const ofCode = lost.filter((round) => round.code === code);
      const [first] = ofCode;
      if (!first) return [];
      const status = ofCode.length >= due * LOST_ROUNDS_BOUND ? 'invalid' : 'caveat';
      return [{ status, reason: code === 'no-answers' ? { code } : { code, detail: first.detail } }];
    },
  );
}

/** Whether so many rounds were discarded that nothing may be concluded from the rest. */
export function isDisturbed(data: CellData): boolean {
  return data.discarded > (data.due + data.discarded) * DISCARDED_BOUND;
}

export function roundFindings(rounds: readonly RoundResult[], data: CellData): Finding[] {
  const findings: Finding[] = [];
  if (isDisturbed(data)) {
    const all = data.due + data.discarded;
    const reason = { code: 'disturbed', discarded: data.discarded, rounds: all } as const;
    findings.push({ status: 'inconclusive', reason });
  }
  const used = new Set(data.rounds.map(({ round }) => round));
  const unsteady = rounds.some(
    ({ round, warmups }) =>
      used.has(round) &&
      warmups.some(
        (w) => w.variant === data.cell.variant && w.scenario === data.cell.scenario && w.steady === false,
      ),
  );
  if (unsteady) findings.push({ status: 'caveat', reason: { code: 'unsteady' } });
  return findings;
}

/** `since`: as {@link saturations} tells; null where the variant climbed on, or nobody knows. */
export function saturationFindings(since: number | null): Finding[] {
  return since === null ? [] : [{ status: 'caveat', reason: { code: 'saturated', since } }];
}
