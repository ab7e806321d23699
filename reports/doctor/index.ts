import type { Check, CheckId, CheckStatus, DoctorResult, UnknownReason } from '../../harness/model/doctor.ts';
import { type Lines, type Page, spread } from '../terminal/page.ts';
import { type Paint, paintWith } from '../terminal/paint.ts';
import { padEnd, plain, wrap } from '../terminal/text.ts';
import { plural, seconds } from '../wording/numbers.ts';
import { words } from './words.ts';

export interface DoctorOptions {
  readonly columns: number;
  readonly colour: boolean;
}

const groups: readonly (readonly [title: string, ids: readonly CheckId[]])[] = [
  ['now', ['foreign', 'noise', 'steal', 'timer']],
  ['processor', ['cores', 'cpu-limit', 'affinity', 'governor', 'turbo', 'smt', 'virtualised']],
  ['memory and disk', ['memory', 'tmp']],
  ['network', ['open-files', 'ports', 'backlog']],
  ['system', ['node', 'proc-files', 'taskset', 'clock']],
  ['load generator', ['calibration']],
  ['servers', ['servers']],
];

const labels: { readonly [Id in CheckId]: string } = {
  cores: 'cores',
  'cpu-limit': 'CPU limit',
  affinity: 'affinity',
  governor: 'governor',
  turbo: 'turbo',
  smt: 'hyperthreads',
  virtualised: 'virtualised',
  steal: 'steal',
  foreign: 'other programs',
  noise: 'noise',
  clock: 'clock',
  timer: 'timers',
  'open-files': 'open files',
  ports: 'ports',
  backlog: 'backlog',
  memory: 'memory',
  tmp: 'temporary files',
  node: 'Node',
  'proc-files': '/proc',
  taskset: 'taskset',
  servers: 'servers',
  calibration: 'calibration',
};

const whyUnknown: { readonly [Reason in UnknownReason]: string } = {
  'needs-linux': 'not known: needs Linux',
  'not-visible': 'not shown by this system',
};

/** What `bench doctor` found, as text; ends with a line feed. */
export function renderDoctor(result: DoctorResult, { columns, colour }: DoctorOptions): string {
  const page: Page = { columns: Math.max(40, columns), paint: paintWith(colour), full: false, rule: '' };
  const blocks = [
    spread(headline(result), `looked for ${seconds(result.seconds)}`, page),
    ...groups.flatMap(([title, ids]) => groupLines(title, ids, result.checks, page)),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function headline({ checks }: DoctorResult): string {
  const having = (status: CheckStatus) => checks.filter((check) => check.status === status).length;
  const warnings = having('warn') === 0 ? '' : `, with ${plural(having('warn'), 'warning')}`;
  if (having('fail') === 0) return `This machine is fit to measure${warnings}.`;
  return `This machine is not fit to measure: ${plural(having('fail'), 'check')} failed${warnings}.`;
}

function groupLines(
  title: string,
  ids: readonly CheckId[],
  checks: readonly Check[],
  page: Page,
): readonly Lines[] {
  const own = ids.flatMap((id) => checks.filter((check) => check.id === id));
  return own.length === 0
    ? []
    : [[page.paint.strong(title), ...own.flatMap((check) => checkLines(check, page))]];
}

/** As wide as the longest status and label, and two columns between. */
const statusWidth = 6;
const labelWidth = Math.max(...Object.values(labels).map((label) => label.length)) + 2;
const margin = 2;

function checkLines(check: Check, { columns, paint }: Page): Lines {
  const indent = margin + statusWidth + labelWidth;
  const [first = '', ...rest] = wrap(textOf(check), columns, indent, indent);
  const opening =
    ' '.repeat(margin) +
    statusPaint(check.status, paint)(check.status) +
    ' '.repeat(statusWidth - check.status.length) +
    padEnd(labelOf(check), labelWidth);
  // A command is left whole, for it is to be pasted.
  const remedies = check.remedy.map((command) => `${' '.repeat(indent)}→ ${paint.strong(plain(command))}`);
  return [opening + first.slice(indent), ...rest, ...remedies];
}

function statusPaint(status: CheckStatus, paint: Paint): (text: string) => string {
  return { ok: paint.good, info: paint.faint, warn: paint.doubtful, fail: paint.bad }[status];
}

function labelOf(check: Check): string {
  return check.id === 'servers' && check.facts !== null ? check.facts.group : labels[check.id];
}

function textOf({ id, facts, status, unknown }: Check): string {
  if (facts === null) return whyUnknown[unknown ?? 'not-visible'];
  // That the facts are those of the id is what the schema says; the compiler does not follow it through the table.
  const word = words[id] as (facts: NonNullable<Check['facts']>, status: CheckStatus) => string;
  return word(facts, status);
}
