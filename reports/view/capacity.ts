import { capacityOf, type NamedModel, type RecordCapacity } from '../../harness/capacity/capacity-of.ts';
import type { ConsistencyCheck, LawCheck } from '../../harness/capacity/consistency.ts';
import type { ModeCapacity } from '../../harness/capacity/mode-capacity.ts';
import type { FittedCurve } from '../../harness/capacity/scalability.ts';
import { sustainedBy } from '../../harness/capacity/sustained.ts';
import { levelLabel } from '../../harness/model/level.ts';
import type { ObjectiveMetric } from '../../harness/model/objective.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { refusalGroups } from '../capacity/growth.ts';
import { curveRemedies } from '../capacity/remedies.ts';
import { inlineCode, shellCommand } from '../wording/command.ts';
import { lawTexts } from '../wording/laws.ts';
import { NBSP, NONE, number, percent } from '../wording/numbers.ts';
import { curveSentences, refusalText } from '../wording/scalability.ts';
import { packModes } from './capacity-pack.ts';
import type {
  BandPoint,
  CapacityView,
  DrawnCurve,
  DrawnGrowth,
  DrawnLevel,
  GrowthView,
  LawRow,
  LawsView,
  PlannedScenario,
} from './capacity-types.ts';
import { leadOf } from './lead.ts';
import { modesOf } from './modes.ts';
import type { ModeView } from './types.ts';

/** What the page's objectives may be of. */
export const plannedMetrics = [
  'p50',
  'p90',
  'p95',
  'p99',
  'p99.9',
  'failures',
] as const satisfies readonly ObjectiveMetric[];

/**
 * Null of a record that was not made to compare modes, or has nothing to plan from. Apart from the rest of the view, for
 * its curves and percentiles take a while, and one format alone shows them.
 */
export function capacityViewOf(record: RunRecord): CapacityView | null {
  const { gate, noise, summaries, environment } = record;
  if (leadOf(record) !== 'answer' || gate !== undefined || noise !== undefined) return null;
  if (summaries.every(({ metrics }) => metrics.throughput === null)) return null;
  const capacity = capacityOf(record, plannedMetrics);
  const modes = modesOf(record);
  const [charted, others] = divided(capacity.models);
  const { cores, memoryBytes } = environment;
  const scenarios = record.plan.scenarios.map(({ name }) => name);
  return {
    planner: {
      record: record.id,
      scenarios: scenarios.map((name) => plannedScenario(name, capacity.modes)),
      machine: { cores, memoryBytes },
      metrics: plannedMetrics,
      modes: packModes(capacity.modes, plannedMetrics),
    },
    growth: scenarios.flatMap((scenario) => {
      const curves = charted.flatMap((named, key) =>
        named.scenario === scenario ? [growthOf(named, key, capacity, modes)] : [],
      );
      return curves.length === 0 ? [] : [{ scenario, curves: scaledAlike(curves) }];
    }),
    uncharted: [
      ...refusalGroups(others),
      ...curveRemedies(others, record).map(
        ({ tells, command }) => `${tells}: ${inlineCode(shellCommand(command))}`,
      ),
    ],
    laws: lawsOf(capacity.checks, modes),
  };
}

/** Of points too few for a curve there is nothing to see that the other charts do not show. */
function divided(models: readonly NamedModel[]): readonly [readonly NamedModel[], readonly NamedModel[]] {
  const few = ({ model }: NamedModel) =>
    model.refusals.some(({ code }) => code === 'few-levels' || code === 'few-rounds');
  return [models.filter((one) => !few(one)), models.filter(few)];
}

/** Twice what the best of them carries is a few machines of each. */
const machinesOfBest = 2;

function plannedScenario(name: string, modes: readonly ModeCapacity[]): PlannedScenario {
  const rates = modes
    .filter(({ scenario }) => scenario === name)
    .flatMap(({ sizes }) => sizes.map((size) => sustainedBy(size, [])))
    .flatMap((found) => (found.kind === 'sustained' ? [found.rate.point] : []));
  return { name, target: roundUp(machinesOfBest * Math.max(1, ...rates)) };
}

/** To 1, 2 or 5 × 10ⁿ. */
function roundUp(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5].find((one) => one * decade >= value) ?? 10;
  return Number((step * decade).toPrecision(1));
}

function growthOf(
  { name, scenario, model }: NamedModel,
  key: number,
  { modes: capacities }: RecordCapacity,
  modes: readonly ModeView[],
): GrowthView {
  const { over, levels, fitted } = model;
  const mode = over === 'concurrency' ? modes.find(({ id }) => id === name) : undefined;
  const sizes = capacities.find((one) => one.mode === name && one.scenario === scenario)?.sizes ?? [];
  const indexOf = (level: number) => {
    const variant = mode?.id ?? sizes.find(({ count }) => count === level)?.variant;
    return modes.find(({ id }) => id === variant)?.index ?? 0;
  };
  const drawn = {
    anchor: `growth-${key + 1}`,
    scenario,
    title: over === 'concurrency' ? (mode?.label ?? name) : `${name}, by ${over}`,
    over,
    index: mode?.index ?? null,
    levels: levels.map(({ level, n, throughput: { point, low, high }, usable }): DrawnLevel => {
      return [level, n, point, low, high, indexOf(level), usable];
    }),
    fitted: fitted === null ? null : curveOf(fitted),
  };
  return {
    drawn: { ...drawn, most: highestOf(drawn) },
    sentences:
      fitted === null
        ? [`No curve: ${model.refusals.map((one) => refusalText(one, over)).join('; ')}.`]
        : curveSentences(model, fitted),
  };
}

/** Charts of one scenario over the same load share their scale. */
function scaledAlike(curves: readonly GrowthView[]): readonly GrowthView[] {
  return curves.map(({ drawn, ...one }) => {
    const beside = curves.filter(({ drawn: { over } }) => over === drawn.over);
    return { ...one, drawn: { ...drawn, most: Math.max(...beside.map((other) => other.drawn.most)) } };
  });
}

function highestOf({ levels, fitted }: Pick<DrawnGrowth, 'levels' | 'fitted'>): number {
  const measured = levels.map(([, , point, , high]) => high ?? point);
  const band = (fitted?.band ?? []).map(([, , , high]) => high);
  return Math.max(...measured, ...band);
}

function curveOf({ lambda, contention, coherence, band, peak }: FittedCurve): DrawnCurve {
  const [first] = band;
  return {
    curve: { lambda: lambda.point, contention: contention.point, coherence: coherence.point },
    band: band.map(({ n, throughput: { point, low, high } }): BandPoint => {
      return [drawable(n), drawable(point), drawable(low), drawable(high ?? point)];
    }),
    largest: first === undefined ? 0 : first.n / first.beyond,
    peak: peak.kind === 'within' ? { n: peak.n.point, throughput: peak.throughput.point } : null,
  };
}

/** Finer than a pixel. */
function drawable(value: number): number {
  return Number(value.toPrecision(4));
}

/** Cells of which all are listed. */
const mostListed = 200;

function lawsOf(checks: readonly ConsistencyCheck[], modes: readonly ModeView[]): LawsView {
  const rows = checks.map((check) => lawRow(check, modes));
  const all = rows.length <= mostListed;
  return {
    sentences: lawTexts(
      checks,
      (check) => `${check.scenario}, ${levelLabel(check.level)}, ${labelOf(check.variant, modes)}`,
    ),
    rows: all ? rows : rows.filter(({ holds }) => !holds),
    all,
  };
}

function lawRow(check: ConsistencyCheck, modes: readonly ModeView[]): LawRow {
  const { little, utilisation } = check;
  return {
    scenario: check.scenario,
    level: levelLabel(check.level),
    mode: labelOf(check.variant, modes),
    little: lawText(little, number),
    utilisation: lawText(utilisation, percent),
    holds: little?.holds !== false && utilisation?.holds !== false,
  };
}

function lawText(law: LawCheck | null, show: (value: number) => string): string {
  if (law === null) return NONE;
  const { predicted, measured, holds } = law;
  return `${show(predicted)}${NBSP}· ${show(measured)}${holds ? '' : ', does not hold'}`;
}

function labelOf(variant: string, modes: readonly ModeView[]): string {
  return modes.find(({ id }) => id === variant)?.label ?? variant;
}
