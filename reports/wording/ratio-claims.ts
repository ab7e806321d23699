import type { ClaimVerdict } from '../../harness/model/claim.ts';
import { type MetricName, metricNames, metrics } from '../../harness/model/metric.ts';
import { brief, findingText } from './claims.ts';
import { NBSP, ratioPoint } from './numbers.ts';

/** A tested claim about a ratio, with what it is about. */
interface RatioClaim {
  readonly claim: ClaimVerdict;
  readonly about: string;
  readonly over: string;
  readonly metric: MetricName;
}

function ratioClaim(claim: ClaimVerdict): RatioClaim | null {
  const { about, over, kind } = claim;
  const metric = metricNames.find((name) => name === claim.metric);
  if (kind !== 'ratio' || about === undefined || over === undefined || metric === undefined) return null;
  return claim.evidence.length === 0 ? null : { claim, about, over, metric };
}

/**
 * Tested claims about ratios in a sentence each; statements that differ only in how memory is counted share one:
 * "Gunicorn 4 workers, said to serve 10 × (2–50) of the dev server: wait 4.0 fits the widest reading only".
 */
export function ratioSentences(
  claims: readonly ClaimVerdict[],
): readonly { readonly text: string; readonly claims: readonly ClaimVerdict[] }[] {
  const groups = new Map<string, RatioClaim[]>();
  for (const one of claims.flatMap((claim) => ratioClaim(claim) ?? [])) {
    const kind = metrics[one.metric].unit === 'B' ? 'memory' : one.metric;
    const key = JSON.stringify([one.about, one.over, one.claim.stated, kind]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((group) => ({
    text: sentence(group),
    claims: group.map(({ claim }) => claim),
  }));
}

function sentence(group: readonly RatioClaim[]): string {
  const [first] = group;
  if (first === undefined) return '';
  const { about, over, metric } = first;
  const stated = first.claim.stated.replaceAll(' ×', `${NBSP}×`);
  const [subject, base] = [brief(about), brief(over)];
  const said = `${subject}, said to`;
  const findings = group.map(({ claim }) => findingText(claim.evidence, ratioPoint));
  if (metric === 'throughput') return `${said} serve ${stated} of ${base}: ${findings.join('; ')}`;
  const counted = group.map((one, index) => `${metrics[one.metric].label} ${findings[index]}`);
  return metrics[metric].unit === 'B'
    ? `${said} take ${stated} the memory of ${base}: ${counted.join('; ')}`
    : `${said} have ${stated} of ${base}: ${counted.join('; ')}`;
}
