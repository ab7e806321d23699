import type { CapacityReport } from '../../harness/capacity/report.ts';
import type { Sustained } from '../../harness/capacity/sustained.ts';
import { levelKey } from '../../harness/model/level.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { type Lines, type Page, spread } from '../terminal/page.ts';
import { paintWith } from '../terminal/paint.ts';
import { tableLines } from '../terminal/table.ts';
import { plain, wrap } from '../terminal/text.ts';
import { utcMinute } from '../wording/dates.ts';
import { lawTexts } from '../wording/laws.ts';
import { gigabytes, plural } from '../wording/numbers.ts';
import {
  extrapolatedText,
  instanceName,
  meaningTexts,
  questionText,
  refusedText,
  severalMachines,
  unsustainedText,
} from '../wording/planning.ts';
import { capital } from '../wording/sentence.ts';
import { growthTexts } from './growth.ts';
import { planTable, sizeTable } from './tables.ts';

export interface CapacityPage {
  readonly columns: number;
  readonly colour: boolean;
  /** Every curve and why there is none, cell by cell. */
  readonly full: boolean;
}

/** What a record tells of capacity as text, no line wider than `columns` (at least 40); ends with a line feed. */
export function renderCapacity(report: CapacityReport, record: RunRecord, options: CapacityPage): string {
  const { colour, full } = options;
  const page: Page = { columns: Math.max(40, options.columns), paint: paintWith(colour), full, rule: '' };
  const blocks: readonly Lines[] = [
    titleLines(report, page),
    ...scenariosOf(report).map((scenario) => scenarioLines(report, scenario, page)),
    notesLines(notesOf(report), page),
    notesLines(growthTexts(report.models, record, full), page),
    notesLines(
      lawTexts(
        report.checks,
        ({ variant, scenario, level }) => `${scenario} ${levelKey(level)} of ${variant}`,
      ),
      page,
    ),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function titleLines({ record, machine, plan, limits, sizes }: CapacityReport, page: Page): Lines {
  const held = sizes.flatMap(({ found }) => (found.kind === 'sustained' ? found.under : []));
  const objectives = [...new Set([...limits.map(({ text }) => text), ...held])];
  const under = objectives.length === 0 ? '' : `; ${objectives.join(', ')}`;
  const asked = plan === null ? 'what one machine carries' : questionText(plan.question);
  return [
    ...spread(`capacity: ${record.id}`, utcMinute(record.startedAt), page),
    ...wrap(plain(`${asked}${under}`), page.columns),
    ...wrap(
      `measured on ${plural(machine.cores, 'core')}, ${gigabytes(machine.memoryBytes)}`,
      page.columns,
    ).map(page.paint.faint),
  ];
}

function scenariosOf({ sizes }: CapacityReport): readonly string[] {
  return [...new Set(sizes.map(({ scenario }) => scenario))];
}

function scenarioLines(report: CapacityReport, scenario: string, page: Page): Lines {
  const { plan } = report;
  const table = plan === null ? sizeTable(report, scenario) : planTable(plan.answers, scenario);
  const refused = plan === null ? refusedSizes(report, scenario) : refusedPlans(plan.answers, scenario);
  const extrapolated =
    plan === null
      ? []
      : plan.answers.flatMap((one) =>
          one.kind === 'plan' && one.scenario === scenario && one.extrapolated.length > 0
            ? [
                `Extrapolated for ${one.mode} on ${instanceName(one.instance)}: ${extrapolatedText(one.extrapolated)}.`,
              ]
            : [],
        );
  return [
    page.paint.strong(plain(scenario)),
    ...(table === null ? [] : tableLines(table, page.columns, page.paint)),
    ...notesLines([...extrapolated, ...refused], page),
  ];
}

function refusedSizes({ sizes }: CapacityReport, scenario: string): readonly string[] {
  return sizes.flatMap((one) =>
    one.scenario !== scenario || one.found.kind === 'sustained'
      ? []
      : [`Nothing to tell of ${one.variant}: ${unsustainedText(one.found)}.`],
  );
}

type Answers = NonNullable<CapacityReport['plan']>['answers'];

function refusedPlans(answers: Answers, scenario: string): readonly string[] {
  return answers.flatMap((one) => {
    if (one.kind === 'plan' || one.scenario !== scenario) return [];
    return [`No plan for ${one.mode} on ${instanceName(one.instance)}: ${refusedText(one)}.`];
  });
}

/** What the words of the tables mean, and what the figures rest on; each once. */
function notesOf({ sizes, plan }: CapacityReport): readonly string[] {
  const found = sizes.flatMap((one): Sustained[] => (one.found.kind === 'sustained' ? [one.found] : []));
  const plans = plan?.answers.flatMap((one) => (one.kind === 'plan' ? [one] : [])) ?? [];
  const shown = plan === null ? found : plans;
  return [...meaningTexts(shown), ...(plans.length === 0 ? [] : [severalMachines])];
}

function notesLines(texts: readonly string[], page: Page): Lines {
  return texts.flatMap((text) => wrap(capital(plain(text)), page.columns, 2));
}
