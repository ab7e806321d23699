import type { ClaimEvidence, Verdict } from '../../harness/model/claim.ts';
import { bytesPerMB, type Spread, timesWithInterval, withUnit } from './numbers.ts';

/** What a verdict is called where it stands alone. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  supported: 'supported',
  'widest-reading': 'only by the widest reading',
  refuted: 'refuted',
  depends: 'depends',
  inconclusive: 'inconclusive',
  'not-tested': 'not tested',
};

/** What a measured figure does with the statement: "4.0 × fits the widest reading only". */
const findingWords: Readonly<Record<Verdict, string>> = {
  supported: 'fits',
  'widest-reading': 'fits the widest reading only',
  refuted: 'does not fit',
  depends: 'fits in part',
  inconclusive: 'cannot be told from it',
  'not-tested': 'was not tested',
};

const bytes = new Set(['B', 'bytes']);
const ratios = new Set(['', '×', 'x', 'ratio']);

/** A measured figure with its interval and unit: `4.0 × (3.9–4.1)`, `96.4 MB (95.0–97.9)`. */
export function measuredText(measured: ClaimEvidence['measured']): string {
  if (ratios.has(measured.unit)) return timesWithInterval(measured);
  if (!bytes.has(measured.unit)) return withUnit(measured, measured.unit);
  const scale = (value: number | null) => (value === null ? null : value / bytesPerMB);
  const inMB: Spread = {
    point: measured.point / bytesPerMB,
    low: scale(measured.low),
    high: scale(measured.high),
  };
  return withUnit(inMB, 'MB');
}

/** The evidence grouped by what it does with the statement: "wait 4.0 × fits …; json 0.97 × does not fit". */
export function findingText(evidence: readonly ClaimEvidence[]): string {
  const verdicts = [...new Set(evidence.map((one) => one.verdict))];
  return verdicts
    .map((verdict) => {
      const figures = evidence
        .filter((one) => one.verdict === verdict)
        .map((one) => `${place(one, evidence)} ${measuredText(one.measured)}`);
      return `${figures.join(', ')} ${figures.length > 1 ? plural(verdict) : findingWords[verdict]}`;
    })
    .join('; ');
}

function plural(verdict: Verdict): string {
  return findingWords[verdict]
    .replace(/^fits/, 'fit')
    .replace(/^does not/, 'do not')
    .replace(/^was/, 'were');
}

/** The scenario, with its level where the same scenario is named twice. */
function place(one: ClaimEvidence, all: readonly ClaimEvidence[]): string {
  const repeated = all.filter((other) => other.scenario === one.scenario).length > 1;
  return repeated ? `${one.scenario} ${one.level}` : one.scenario;
}
