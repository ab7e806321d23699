import { type ClaimEvidence, type ClaimVerdict, type Verdict, verdicts } from '../../harness/model/claim.ts';
import {
  type ExperimentDefinition,
  type ExperimentName,
  experiments,
} from '../../harness/model/experiment.ts';
import { foundText } from './findings.ts';
import {
  bytesPerMB,
  count,
  listUpTo,
  NBSP,
  ratioPoint,
  type Spread,
  share,
  tick,
  timesWithInterval,
  withUnit,
} from './numbers.ts';

/** What a verdict is called where it stands alone. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  supported: 'supported',
  'widest-reading': 'only by the widest reading',
  refuted: 'refuted',
  depends: 'depends',
  inconclusive: 'inconclusive',
  'not-tested': 'not tested',
};

/** Beside the word, so that colour is never the only carrier. */
export const verdictSigns: Readonly<Record<Verdict, string>> = {
  supported: '✓',
  'widest-reading': '~',
  refuted: '×',
  depends: '±',
  inconclusive: '?',
  'not-tested': '–',
};

/** "3 supported, 2 refuted", in the order of the verdicts. */
export function verdictCounts(claims: readonly { readonly verdict: Verdict }[]): string {
  const counts = verdicts.flatMap((verdict) => {
    const n = claims.filter((claim) => claim.verdict === verdict).length;
    const words = verdict === 'depends' && n > 1 ? 'depend' : verdictWords[verdict];
    return n === 0 ? [] : [`${n} ${words}`];
  });
  return counts.join(', ');
}

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
const counted = new Set(['users', 'requests', 'processes', 'threads', 'packages']);
const ratios = new Set(['', '×', 'x', 'ratio']);

type Measured = NonNullable<ClaimEvidence['measured']>;

/** A measured figure with its interval and unit: `4.0 × (3.9–4.1)`, `96.4 MB (95.0–97.9)`. */
export function measuredText(measured: Measured): string {
  if (ratios.has(measured.unit)) return timesWithInterval(measured);
  if (counted.has(measured.unit)) return countWithInterval(measured);
  if (measured.unit === 'share') return shareWithInterval(measured);
  if (!bytes.has(measured.unit)) return withUnit(measured, measured.unit);
  const scale = (value: number | null) => (value === null ? null : value / bytesPerMB);
  const inMB: Spread = {
    point: measured.point / bytesPerMB,
    low: scale(measured.low),
    high: scale(measured.high),
  };
  return withUnit(inMB, 'MB');
}

function countWithInterval({ point, low, high, unit }: Measured): string {
  const between =
    low === null ? '' : high === null ? ' or more' : low === high ? '' : ` (${count(low)}–${count(high)})`;
  return `${count(point)}${NBSP}${unit}${between}`;
}

function shareWithInterval({ point, low, high }: Measured): string {
  return low === null || high === null ? share(point) : `${share(point)} (${share(low)}–${share(high)})`;
}

/** The figure without its interval, rounded as with it: `4.0 ×`, `96.4 MB`. */
export function pointText(measured: Measured): string {
  if (ratios.has(measured.unit)) return `${ratioPoint(measured)}${NBSP}×`;
  return measuredText({ ...measured, low: null, high: null });
}

/** What an experiment calls a finding: "they are served at once". */
function findingLabel({ name, finding }: NonNullable<ClaimEvidence['experiment']>): string {
  const definition: ExperimentDefinition | undefined =
    name in experiments ? experiments[name as ExperimentName] : undefined;
  return definition?.findings[finding]?.label ?? finding;
}

/** The figure with its interval, or a finding in words: "they are served at once: yes"; empty where there is neither. */
export function evidenceText(one: ClaimEvidence): string {
  if (one.measured !== null) return measuredText(one.measured);
  if (one.seen === null) return '';
  const value = foundText(one.seen.value, one.seen.unit);
  return one.experiment === undefined ? value : `${findingLabel(one.experiment)}: ${value}`;
}

/** Names that are listed at all. */
const mostNames = 4;

/**
 * What was measured, as short as it can be told: "json 1.66 ×, wait 3.99 ×"; "they are served at once: yes (dev-threaded),
 * no (dev)".
 */
export function shortText(evidence: readonly ClaimEvidence[], label: (variant: string) => string): string {
  const cells = evidence.flatMap((one) =>
    one.experiment !== undefined || one.measured === null
      ? []
      : [`${place(one, evidence)} ${pointText(one.measured)}`.trim()],
  );
  return [...(cells.length === 0 ? [] : [cells.join(', ')]), ...seenTexts(evidence, label)].join('; ');
}

/** Findings of experiments, each said once: what was seen, with the variants and scenarios that it was seen of. */
function seenTexts(
  evidence: readonly ClaimEvidence[],
  label: (variant: string) => string,
): readonly string[] {
  const findings = new Map<string, Map<string, string[]>>();
  const severalScenarios = new Set(evidence.map(({ scenario }) => scenario)).size > 1;
  const severalVariants = new Set(evidence.map(({ experiment }) => experiment?.variant)).size > 1;
  const placeOf = ({ variant }: { variant: string }, scenario: string | null) =>
    [
      ...(severalVariants || !severalScenarios ? [label(variant)] : []),
      ...(severalScenarios && scenario !== null ? [scenario] : []),
    ].join(' ');
  for (const one of evidence) {
    if (one.experiment === undefined) continue;
    const named = findingLabel(one.experiment);
    const value =
      one.measured !== null
        ? pointText(one.measured)
        : foundText(one.seen?.value ?? null, one.seen?.unit ?? 'word');
    const values = findings.get(named) ?? new Map<string, string[]>();
    findings.set(named, values);
    values.set(value, [...(values.get(value) ?? []), placeOf(one.experiment, one.scenario)]);
  }
  return [...findings].map(([named, values]) => {
    const alone = values.size === 1 && evidence.length === 1;
    const told = [...values].map(([value, variants]) =>
      alone ? value : `${value} (${listUpTo([...new Set(variants)], mostNames)})`,
    );
    return `${named}: ${told.join(', ')}`;
  });
}

/** "10–20 req/s would be a handler that blocks 50–100 ms with 1 worker"; null where no such time is given. */
export function blockingText({ blocking, bounds, stated }: ClaimVerdict): string | null {
  if (blocking === null) return null;
  const { lowMs, highMs, parallelism } = blocking;
  const range = bounds === null || bounds.low === null || bounds.high === null ? stated : boundsText(bounds);
  const who = parallelism === 1 ? '1 worker' : `${parallelism} workers or threads`;
  return `${range} would be a handler that blocks ${between(lowMs, highMs)}${NBSP}ms with ${who}`;
}

function boundsText(bounds: NonNullable<ClaimVerdict['bounds']>): string {
  return `${between(bounds.low ?? 0, bounds.high ?? 0)}${NBSP}${bounds.unit}`;
}

/** `50–100`, `0.8–4`: three digits, without zeros at their end. */
function between(low: number, high: number): string {
  const [a, b] = [low, high].map((value) => tick(Number(value.toPrecision(3))));
  return a === b ? `${a}` : `${a}–${b}`;
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
        .map(
          (one) =>
            `${place(one, evidence)} ${one.measured === null ? evidenceText(one) : figureText(one.measured)}`,
        );
      return `${figures.join(', ')} ${figures.length > 1 ? inPlural(verdict) : findingWords[verdict]}`;
    })
    .join('; ');
}

function inPlural(verdict: Verdict): string {
  return findingWords[verdict]
    .replace(/^fits/, 'fit')
    .replace(/^does not/, 'do not')
    .replace(/^was/, 'were');
}

/** The scenario, with what tells its figures apart where it has several: the level, or what was divided by what. */
function place(one: ClaimEvidence, all: readonly ClaimEvidence[]): string {
  if (one.experiment !== undefined) return `${one.experiment.name} ${one.experiment.variant}:`;
  const others = all.filter((other) => other !== one && other.scenario === one.scenario);
  const scenario = one.scenario ?? '';
  if (others.length === 0) return scenario;
  const sameLevel = others.some((other) => other.level === one.level);
  return `${scenario} ${(sameLevel ? one.of : null) ?? one.level ?? ''}`.trim();
}

/** "Gunicorn with 4 workers" → "Gunicorn 4 workers". */
export function brief(name: string): string {
  return name.replace(' with ', ' ').replace('development server', 'dev server');
}
