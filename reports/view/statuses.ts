import type { RunRecord } from '../../harness/model/record.ts';
import type { Scenario } from '../../harness/model/scenario.ts';
import type { SliceResult } from '../../harness/model/slice.ts';
import type { ModeView } from './types.ts';

/** Answers by status code, the most frequent code first; rounds that were left out do not count. */
export function statusesOf(
  record: RunRecord,
  counts: (slice: SliceResult) => boolean,
): ReadonlyMap<number, number> {
  const leftOut = new Set(record.rounds.filter((one) => one.discarded.length > 0).map((one) => one.round));
  const found = new Map<number, number>();
  for (const slice of record.slices) {
    if (leftOut.has(slice.round) || !counts(slice)) continue;
    for (const [status, count] of Object.entries(slice.load?.statuses ?? {}))
      found.set(Number(status), (found.get(Number(status)) ?? 0) + count);
  }
  return new Map([...found].sort(([, one], [, other]) => other - one));
}

/** Whether some request of the scenario takes an answer with this status for right. */
export function isExpected({ requests }: Pick<Scenario, 'requests'>, status: number): boolean {
  return requests.some(({ expect }) =>
    expect.status === 'success' ? status >= 200 && status < 400 : expect.status === status,
  );
}

/** Statuses of fewer answers than this share tell no mode from another: each may have met them by chance. */
const rareShare = 0.05;

/**
 * What the answers' statuses say against a scenario's figures, where it leaves open which are right: that all were
 * redirects, whose pages were never asked for, or that modes answered differently, so that they did different work.
 */
export function statusSentences(
  record: RunRecord,
  modes: readonly ModeView[],
  scenario: string,
): readonly string[] {
  const asked = record.plan.scenarios.find(({ name }) => name === scenario);
  if (asked === undefined || asked.requests.some(({ expect }) => expect.status !== 'success')) return [];
  const answered = modes.flatMap(({ id, label }) => {
    const statuses = statusesOf(record, (slice) => slice.variant === id && slice.scenario === scenario);
    const right = [...statuses].filter(([status]) => isExpected(asked, status));
    const answers = right.reduce((sum, [, count]) => sum + count, 0);
    const usual = right.filter(([, count]) => count >= rareShare * answers).map(([status]) => status);
    return usual.length === 0 ? [] : [{ label, statuses: usual.sort((one, other) => one - other) }];
  });
  const all = [...new Set(answered.flatMap(({ statuses }) => statuses))].sort((one, other) => one - other);
  if (all.length > 0 && all.every((status) => status >= 300)) {
    return [
      `All answers were redirects (status ${all.join(', ')}): the figures are those of the redirect, not of the page ` +
        `that it leads to; ask for that page, or write \`expect: ${all[0]}\` where the redirect is meant.`,
    ];
  }
  const [first] = answered;
  if (answered.every(({ statuses }) => statuses.join() === first?.statuses.join())) return [];
  const told = answered.map(({ label, statuses }) => `${label} with ${statuses.join(', ')}`);
  return [`The modes did not answer alike (status: ${told.join('; ')}), so they did not do the same work.`];
}
