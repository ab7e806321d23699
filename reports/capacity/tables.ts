import type { MachinePlan, PlanAnswer } from '../../harness/capacity/plan.ts';
import type { CapacityReport, SizeAnswer } from '../../harness/capacity/report.ts';
import type { Sustained } from '../../harness/capacity/sustained.ts';
import { type Column, plainColumn, type Table } from '../terminal/table.ts';
import { plain } from '../terminal/text.ts';
import { megabytes, NBSP, NONE, number, percent, withInterval } from '../wording/numbers.ts';
import { bindingWords, costText, instanceName, machinesText, sizeText } from '../wording/planning.ts';

/** Null where nothing was planned. */
export function planTable(answers: readonly PlanAnswer[], scenario: string): Table | null {
  const plans = answers.flatMap((one) => (one.kind === 'plan' && one.scenario === scenario ? [one] : []));
  if (plans.length === 0) return null;
  const several = new Set(answers.map(({ instance }) => JSON.stringify(instance))).size > 1;
  const named = plans.some(({ instance }) => instance.name !== null || instance.price !== null);
  const label = (plan: MachinePlan) =>
    plain(several || named ? `${plan.mode} · ${instanceName(plan.instance)}` : plan.mode);
  const column = columnsOf(plans);
  const size = column('each runs', 'left', ({ option, count }) => sizeText(option, count) ?? NONE);
  const rate = column('req/s each', 'right', (plan) => boundText(plan.atLeast, withInterval(plan.rate)));
  const machines = column('machines', 'right', machinesText);
  const load = column('load', 'right', (plan) => percent(plan.load.needed));
  const cpu = column('CPU', 'right', (plan) => (plan.cpu === null ? NONE : percent(plan.cpu)));
  const memory = column('MB each', 'right', ({ footprint }) =>
    footprint === null ? NONE : megabytes(footprint.each).replace(`${NBSP}MB`, ''),
  );
  const cost = column('cost', 'right', (plan) => (plan.cost === null ? NONE : number(plan.cost.withSpare)));
  const limit = column('limited by', 'left', (plan) => bindingWords[plan.binding]);
  const point = column('req/s each', 'right', (plan) => boundText(plan.atLeast, number(plan.rate.point)));
  const few = column('machines', 'right', (plan) => machinesText({ ...plan, fewest: null, most: null }));
  const sized = plans.some((plan) => plan.count !== null) ? [size] : [];
  const priced = plans.some((plan) => plan.cost !== null) ? [cost] : [];
  const end = [...priced, limit];
  return {
    labels: plans.map(label),
    layouts: [
      { gap: 2, columns: [...sized, rate, machines, load, cpu, memory, ...end] },
      { gap: 1, columns: [...sized, rate, machines, cpu, memory, ...end] },
      { gap: 1, columns: [...sized, point, machines, cpu, memory, ...end] },
      { gap: 1, columns: [...sized, point, machines, memory, ...end] },
      { gap: 1, columns: [...sized, machines, memory, ...end] },
      { gap: 1, columns: [...sized, few, memory, ...end] },
      { gap: 1, columns: [...sized, few, ...end] },
    ],
    listed: plans.map((plan) => {
      const each = sizeText(plan.option, plan.count);
      const paid = plan.cost === null ? '' : `, cost ${costText(plan.cost, plan.instance)}`;
      return `${machinesText(plan)} machines${each === null ? '' : ` of ${each}`}${paid}, limited by ${bindingWords[plan.binding]}`;
    }),
  };
}

/** Null where nothing is carried. */
export function sizeTable({ sizes }: CapacityReport, scenario: string): Table | null {
  const rows = sizes.flatMap((one) =>
    one.found.kind === 'sustained' && one.scenario === scenario ? [{ ...one, found: one.found }] : [],
  );
  if (rows.length === 0) return null;
  const column = columnsOf<SizeAnswer & { readonly found: Sustained }>(rows);
  const rate = column('carries req/s', 'right', ({ found }) =>
    boundText(found.atLeast, withInterval(found.rate)),
  );
  const cpu = column('CPU ms/req', 'right', ({ found }) =>
    found.cpuMs === null ? NONE : number(found.cpuMs.point),
  );
  const memory = column('MB', 'right', ({ found }) =>
    found.footprint === null ? NONE : megabytes(found.footprint.point).replace(`${NBSP}MB`, ''),
  );
  const limit = column('limited by', 'left', ({ found }) => bindingWords[found.binding]);
  return {
    labels: rows.map(({ variant }) => plain(variant)),
    layouts: [
      { gap: 2, columns: [rate, cpu, memory, limit] },
      { gap: 1, columns: [rate, limit] },
    ],
    listed: rows.map(
      ({ found }) => `${withInterval(found.rate)} req/s, limited by ${bindingWords[found.binding]}`,
    ),
  };
}

function boundText(atLeast: boolean, text: string): string {
  return atLeast ? `≥${NBSP}${text}` : text;
}

function columnsOf<Row>(rows: readonly Row[]) {
  return (header: string, align: Column['align'], text: (row: Row) => string): Column =>
    plainColumn(
      header,
      align,
      rows.map((row) => text(row).replaceAll(NBSP, ' ')),
    );
}
