import type { ClaimEvidence, ClaimVerdict, Verdict } from '../../harness/model/claim.ts';
import { type MetricName, metricNames, metrics } from '../../harness/model/metric.ts';
import { bytesPerMB, NBSP, ratioPoint, type Spread, timesWithInterval, withUnit } from './numbers.ts';

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

type Measured = NonNullable<ClaimEvidence['measured']>;

/** A measured figure with its interval and unit: `4.0 × (3.9–4.1)`, `96.4 MB (95.0–97.9)`. */
export function measuredText(measured: Measured): string {
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
export function findingText(
  evidence: readonly ClaimEvidence[],
  figureText: (measured: Measured) => string = measuredText,
): string {
  const verdicts = [...new Set(evidence.map((one) => one.verdict))];
  return verdicts
    .map((verdict) => {
      const figures = evidence
        .filter((one) => one.verdict === verdict)
        .map((one) => `${place(one, evidence)} ${one.measured === null ? '' : figureText(one.measured)}`);
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

/** The scenario, with what tells its figures apart where it has several: the level, or what was divided by what. */
function place(one: ClaimEvidence, all: readonly ClaimEvidence[]): string {
  const others = all.filter((other) => other !== one && other.scenario === one.scenario);
  const scenario = one.scenario ?? 'any load';
  if (others.length === 0) return scenario;
  const sameLevel = others.some((other) => other.level === one.level);
  return `${scenario} ${sameLevel ? (one.of ?? one.level) : one.level}`;
}

/** What a claim about a ratio is about. */
interface RatioSubject {
  readonly about: string;
  readonly over: string;
  readonly metric: MetricName;
}

/** Reads a subject such as "Gunicorn with 4 workers against the development server: throughput"; null for others. */
function ratioSubject(subject: string): RatioSubject | null {
  const [, about, over, label] = /^(.+) against (.+): ([^:]+)$/.exec(subject) ?? [];
  const metric = metricNames.find((name) => metrics[name].label === label);
  return about === undefined || over === undefined || metric === undefined ? null : { about, over, metric };
}

/** A tested claim about a ratio. */
interface RatioClaim {
  readonly claim: ClaimVerdict;
  readonly subject: RatioSubject;
}

/**
 * Tested claims about ratios in a sentence each; statements that differ only in how memory is counted share one:
 * "Gunicorn 4 workers, said to serve 10 × (2–50) of the dev server: wait 4.0 fits the widest reading only".
 */
export function ratioSentences(
  claims: readonly ClaimVerdict[],
): readonly { readonly text: string; readonly claims: readonly ClaimVerdict[] }[] {
  const groups = new Map<string, RatioClaim[]>();
  for (const claim of claims) {
    const subject = ratioSubject(claim.subject);
    if (subject === null || claim.evidence.length === 0) continue;
    const kind = metrics[subject.metric].unit === 'B' ? 'memory' : subject.metric;
    const key = JSON.stringify([subject.about, subject.over, claim.stated, kind]);
    groups.set(key, [...(groups.get(key) ?? []), { claim, subject }]);
  }
  return [...groups.values()].map((group) => ({
    text: sentence(group),
    claims: group.map(({ claim }) => claim),
  }));
}

function sentence(group: readonly RatioClaim[]): string {
  const [first] = group;
  if (first === undefined) return '';
  const { about, over, metric } = first.subject;
  const stated = first.claim.stated.replaceAll(' ×', `${NBSP}×`);
  const [subject, base] = [brief(about), brief(over)];
  const said = `${subject}, said to`;
  const findings = group.map(({ claim }) => findingText(claim.evidence, ratioPoint));
  if (metric === 'throughput') return `${said} serve ${stated} of ${base}: ${findings.join('; ')}`;
  const counted = group.map((one, index) => `${metrics[one.subject.metric].label} ${findings[index]}`);
  return metrics[metric].unit === 'B'
    ? `${said} take ${stated} the memory of ${base}: ${counted.join('; ')}`
    : `${said} have ${stated} of ${base}: ${counted.join('; ')}`;
}

/** "Gunicorn with 4 workers" → "Gunicorn 4 workers". */
function brief(name: string): string {
  return name.replace(' with ', ' ').replace('development server', 'dev server');
}
