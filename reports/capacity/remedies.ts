import type { NamedModel } from '../../harness/capacity/capacity-of.ts';
import type { ModelRefusal } from '../../harness/capacity/refusal.ts';
import type { CapacityReport, SizeAnswer } from '../../harness/capacity/report.ts';
import { levelValue } from '../../harness/model/level.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { isLowerBound } from '../view/generator-bound.ts';
import { rateText } from '../wording/levels.ts';
import { connectionsCommand, ratesCommand, searchCommand } from './commands.ts';

/** A run that would tell what this record does not. */
export interface Remedy {
  /** The beginning of a sentence that ends in a colon. */
  readonly tells: string;
  readonly command: readonly string[];
}

/** Powers of two, so that five levels reach far; rounds for which an exact interval exists. */
const enough = { levels: [1, 2, 4, 8, 16, 32], rounds: 6 } as const;
/** Five sizes on either side of what most machines have cores. */
const sizes = [1, 2, 4, 6, 8];
const lackOfData: ReadonlySet<ModelRefusal['code']> = new Set(['few-levels', 'few-rounds']);

/** The runs to make, each once. */
export function remediesOf(report: CapacityReport, record: RunRecord): readonly Remedy[] {
  return [
    ...missingCells(report, record),
    ...lowerLevels(report, record),
    ...lowerRates(report, record),
    ...moreAsked(report, record),
    ...underArrivals(report, record),
    ...curveRemedies(report.models, record),
  ];
}

/** The runs that would give curves to models that lack data. */
export function curveRemedies(models: readonly NamedModel[], record: RunRecord): readonly Remedy[] {
  return [...curvesOverConcurrency(models, record), ...curvesOverSizes(models, record)];
}

function missingCells({ sizes: all }: CapacityReport, record: RunRecord): readonly Remedy[] {
  const missing = all.filter(({ found }) => found.kind === 'no-cells');
  if (missing.length === 0) return [];
  const command = connectionsCommand(record, { ...wantedOf(missing), ...enough });
  return [{ tells: 'Levels that can be planned from', command }];
}

/** Where the lowest level misses an objective, and it was not the lowest there is. */
function lowerLevels({ sizes: all }: CapacityReport, record: RunRecord): readonly Remedy[] {
  const missed = all.flatMap((one) => (one.found.kind === 'not-met' ? [{ one, found: one.found }] : []));
  const lowest = Math.min(
    ...record.plan.levels.map((level) =>
      level.kind === 'closed' ? level.concurrency : Number.POSITIVE_INFINITY,
    ),
  );
  const levels = enough.levels.filter((level) => level < lowest);
  const [first] = missed;
  if (first === undefined || levels.length === 0 || !Number.isFinite(lowest)) return [];
  const command = connectionsCommand(record, {
    ...wantedOf(missed.map(({ one }) => one)),
    ...{ levels, rounds: enough.rounds },
  });
  return [{ tells: `Whether ${first.found.limit.text} holds with fewer connections`, command }];
}

/** Where fewer were served than came at the lowest rate. */
function lowerRates({ sizes: all }: CapacityReport, record: RunRecord): readonly Remedy[] {
  const behind = all.flatMap((one) => (one.found.kind === 'not-served' ? [{ one, found: one.found }] : []));
  if (behind.length === 0) return [];
  // Half of what the slowest served, and less: somewhere there it keeps up.
  const least = Math.min(...behind.map(({ found }) => Math.min(found.offered, found.served.point)));
  const levels = unique([8, 4, 2].map((part) => Number((least / part).toPrecision(2)))).filter(
    (rate) => rate > 0,
  );
  if (levels.length === 0) return [];
  const lowest = Math.min(...behind.map(({ found }) => found.offered));
  const command = ratesCommand(record, {
    ...wantedOf(behind.map(({ one }) => one)),
    ...{ levels, rounds: enough.rounds },
  });
  return [{ tells: `What is carried below ${rateText(lowest)} req/s`, command }];
}

/** Where nothing was found to limit it. More load does not tell where the load generator was near its own limit. */
function moreAsked({ sizes: all }: CapacityReport, record: RunRecord): readonly Remedy[] {
  const bound = (one: SizeAnswer) =>
    record.summaries.some(
      (cell) => cell.variant === one.variant && cell.scenario === one.scenario && isLowerBound(cell),
    );
  return (['connections', 'arrivals'] as const).flatMap((basis): readonly Remedy[] => {
    const short = all.filter(
      (one) =>
        one.found.kind === 'sustained' &&
        one.found.binding === 'load' &&
        one.found.basis === basis &&
        !bound(one),
    );
    const kind = basis === 'connections' ? 'closed' : 'open';
    const asked = record.plan.levels.flatMap((level) => (level.kind === kind ? [levelValue(level)] : []));
    if (short.length === 0 || asked.length === 0) return [];
    const most = Math.max(...asked);
    const wanted = { ...wantedOf(short), levels: [most, 2 * most, 4 * most], rounds: enough.rounds };
    const command = kind === 'closed' ? connectionsCommand(record, wanted) : ratesCommand(record, wanted);
    return [{ tells: 'What is carried where more is asked', command }];
  });
}

/** What busy connections do not tell of an objective, or not surely. */
function underArrivals({ sizes: all, limits }: CapacityReport, record: RunRecord): readonly Remedy[] {
  const unsure = all.filter(
    ({ found }) =>
      found.kind === 'cannot-tell' || (found.kind === 'sustained' && found.basis === 'connections'),
  );
  if (limits.length === 0 || unsure.length === 0) return [];
  const command = searchCommand(record, wantedOf(unsure), limits);
  const texts = limits.map(({ text }) => text).join(' and ');
  return command === null
    ? []
    : [
        {
          tells: `The highest rate at which ${texts} holds, when requests come whatever is answered`,
          command,
        },
      ];
}

function curvesOverConcurrency(models: readonly NamedModel[], record: RunRecord): readonly Remedy[] {
  const lacking = models.filter((one) => one.model.over === 'concurrency' && lacksData(one));
  if (lacking.length === 0) return [];
  const measured = lacking.flatMap(({ model }) => model.levels.map(({ level }) => level));
  const command = connectionsCommand(record, {
    variants: unique(lacking.map(({ name }) => name)),
    scenarios: unique(lacking.map(({ scenario }) => scenario)),
    levels: unique([...enough.levels, ...measured]).toSorted((a, b) => a - b),
    rounds: enough.rounds,
  });
  return [{ tells: 'Curves over concurrency', command }];
}

/** Of one mode, for sizes take their time; where sizes can be named at all. */
function curvesOverSizes(models: readonly NamedModel[], record: RunRecord): readonly Remedy[] {
  const lacking = models.find((one) => one.model.over !== 'concurrency' && lacksData(one));
  if (lacking === undefined) return [];
  const { name, scenario, model } = lacking;
  const option = model.over;
  const [variant] = record.plan.variants.filter(
    ({ id }) => id.replace(new RegExp(`[:,]${option}=\\d+`), '') === name,
  );
  if (variant === undefined) return [];
  const command = connectionsCommand(record, {
    variants: [variant.id],
    scenarios: [scenario],
    levels: [8, 16, 32],
    rounds: enough.rounds,
  });
  const flag = `--${option}`;
  const words = command.filter((word, index) => word !== flag && command[index - 1] !== flag);
  const at = words.indexOf('--modes') + 1;
  if (at === 0) return [];
  const sized = words.with(at, name).toSpliced(at + 1, 0, flag, sizes.join(','));
  return [{ tells: `A curve over ${option}`, command: sized }];
}

function lacksData({ model }: NamedModel): boolean {
  return model.refusals.some(({ code }) => lackOfData.has(code));
}

function wantedOf(all: readonly SizeAnswer[]) {
  return {
    variants: unique(all.map(({ variant }) => variant)),
    scenarios: unique(all.map(({ scenario }) => scenario)),
  };
}

function unique<T>(all: readonly T[]): readonly T[] {
  return [...new Set(all)];
}
