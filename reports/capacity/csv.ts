import type { MachinePlan, PlanAnswer } from '../../harness/capacity/plan.ts';
import type { CapacityReport, SizeAnswer } from '../../harness/capacity/report.ts';
import type { Sustained } from '../../harness/capacity/sustained.ts';
import { type Column, tableOf } from '../csv/lines.ts';
import { extrapolatedText, unfitText, unsustainedText } from '../wording/planning.ts';

/** A line for each plan, or where nothing was asked for, for what each size carries. Units are those of the record. */
export function capacityCsv(report: CapacityReport): string {
  const { plan } = report;
  const run: Column<unknown> = ['run', () => report.record.id];
  if (plan === null) return tableOf([run, ...sizeColumns], report.sizes);
  const asked: readonly Column<unknown>[] = [
    ['target_rps', () => plan.question.targetRps],
    ['growth', () => plan.question.growth],
    ['headroom', () => plan.question.headroom],
    ['objectives', () => report.limits.map(({ text }) => text).join(', ')],
  ];
  return tableOf([run, ...asked, ...planColumns], plan.answers);
}

/** Every file of it begins with this. */
export const capacityCsvBegins = 'run,';

function ofPlan<T>(of: (plan: MachinePlan) => T): (answer: PlanAnswer) => T | null {
  return (answer) => (answer.kind === 'plan' ? of(answer) : null);
}

const planColumns: readonly Column<PlanAnswer>[] = [
  ['scenario', ({ scenario }) => scenario],
  ['mode', ({ mode }) => mode],
  ['instance', ({ instance }) => instance.name],
  ['instance_cores', ({ instance }) => instance.cores],
  ['instance_memory_bytes', ({ instance }) => instance.memoryBytes],
  ['instance_price', ({ instance }) => instance.price],
  ['price_unit', ({ instance }) => instance.priceUnit ?? null],
  ['planned', ({ kind }) => kind === 'plan'],
  ['size_of', ofPlan(({ option }) => option)],
  ['size', ofPlan(({ count }) => count)],
  ['rate_rps', ofPlan(({ rate }) => rate.point)],
  ['rate_rps_low', ofPlan(({ rate }) => rate.low)],
  ['rate_rps_high', ofPlan(({ rate }) => rate.high)],
  ['at_least', ofPlan(({ atLeast }) => atLeast)],
  ['machines', ofPlan(({ machines }) => machines)],
  ['machines_fewest', ofPlan(({ fewest }) => fewest)],
  ['machines_most', ofPlan(({ most }) => most)],
  ['machines_with_spare', ofPlan(({ withSpare }) => withSpare)],
  ['load', ofPlan(({ load }) => load.needed)],
  ['load_with_spare', ofPlan(({ load }) => load.withSpare)],
  ['cpu', ofPlan(({ cpu }) => cpu)],
  ['footprint_bytes_each', ofPlan(({ footprint }) => footprint?.each ?? null)],
  ['footprint_bytes_all', ofPlan(({ footprint }) => footprint?.all ?? null)],
  ['cost', ofPlan(({ cost }) => cost?.needed ?? null)],
  ['cost_with_spare', ofPlan(({ cost }) => cost?.withSpare ?? null)],
  ['limited_by', ofPlan(({ binding }) => binding)],
  ['basis', ofPlan(({ basis }) => basis)],
  [
    'extrapolated',
    ofPlan(({ extrapolated }) => (extrapolated.length === 0 ? null : extrapolatedText(extrapolated))),
  ],
  [
    'refused',
    (answer) => (answer.kind === 'plan' ? null : [...new Set(answer.reasons.map(unfitText))].join('; ')),
  ],
];

function ofSize<T>(of: (found: Sustained) => T): (answer: SizeAnswer) => T | null {
  return ({ found }) => (found.kind === 'sustained' ? of(found) : null);
}

const sizeColumns: readonly Column<SizeAnswer>[] = [
  ['scenario', ({ scenario }) => scenario],
  ['mode', ({ mode }) => mode],
  ['variant', ({ variant }) => variant],
  ['size_of', ({ option }) => option],
  ['size', ({ count }) => count],
  ['rate_rps', ofSize(({ rate }) => rate.point)],
  ['rate_rps_low', ofSize(({ rate }) => rate.low)],
  ['rate_rps_high', ofSize(({ rate }) => rate.high)],
  ['at_least', ofSize(({ atLeast }) => atLeast)],
  ['footprint_bytes', ofSize(({ footprint }) => footprint?.point ?? null)],
  ['cpu_ms_per_request', ofSize(({ cpuMs }) => cpuMs?.point ?? null)],
  ['limited_by', ofSize(({ binding }) => binding)],
  ['basis', ofSize(({ basis }) => basis)],
  ['objectives', ofSize(({ under }) => under.join(', '))],
  ['refused', ({ found }) => (found.kind === 'sustained' ? null : unsustainedText(found))],
];
