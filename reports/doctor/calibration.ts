import { type Calibration, isDisturbed } from '../../harness/model/calibration.ts';
import type { CalibrationResult } from '../../harness/model/doctor.ts';
import { keyed, type Lines, type Page, spread } from '../terminal/page.ts';
import { paintWith } from '../terminal/paint.ts';
import { displayWidth, padStart } from '../terminal/text.ts';
import { milliseconds, NBSP, number, percent, plural, seconds } from '../wording/numbers.ts';
import type { DoctorOptions } from './index.ts';

type OpenStep = Calibration['open']['steps'][number];
type Disturbance = NonNullable<Calibration['disturbance']>;

/** What is done now, as `harness/load/calibration` tells it. */
type Doing =
  | { readonly kind: 'warm-up' }
  | { readonly kind: 'closed'; readonly connections: number }
  | { readonly kind: 'open'; readonly rate: number; readonly before: OpenStep | null };

export function calibrationProgress(doing: Doing): string {
  switch (doing.kind) {
    case 'warm-up':
      return 'warming up';
    case 'closed':
      return `closed: ${plural(doing.connections, 'connection')}`;
    case 'open': {
      const { rate, before } = doing;
      const last = before === null ? '' : `; ${stepWords(before)}`;
      return `open: ${perSecond(rate)}${last}`;
    }
  }
}

function stepWords({ rate, lagP99Ms, sentShare }: OpenStep): string {
  const sent = sentShare >= 0.999 ? '' : `, ${percent(sentShare)} sent`;
  return `at ${perSecond(rate)} p99 of the lag was ${milliseconds(lagP99Ms)}${sent}`;
}

/** Before anything is measured on a machine that is busy with something else. */
export function disturbedWarning(disturbance: Disturbance): string {
  return `bench: ${disturbanceWords(disturbance)}; what is measured now will be less than the load generator can do`;
}

/** That no rate was kept up with: then nothing is stored. */
export function noCeiling(steps: readonly OpenStep[], disturbance: Disturbance): string {
  const lowest = [...steps].sort((a, b) => a.rate - b.rate).at(0);
  const seen =
    lowest === undefined
      ? 'there was no time to try any rate; raise --budget'
      : `even ${perSecond(lowest.rate)} could not be sent on time (p99 of the lag ${milliseconds(lowest.lagP99Ms)}, 2${NBSP}ms are allowed; ${percent(lowest.sentShare)} sent)`;
  const why = isDisturbed(disturbance)
    ? `; ${disturbanceWords(disturbance)}: try again when that is over`
    : '';
  return `bench: ${seen}${why}; nothing was stored`.replaceAll(NBSP, ' ');
}

function disturbanceWords({ foreignCores, stealShare }: Disturbance): string {
  const words = [`other programs use ${number(foreignCores, 2)} cores`];
  if (stealShare >= 0.005)
    words.push(`the hypervisor gives ${percent(stealShare)} of the CPU time to others`);
  return words.join(', ').replaceAll(NBSP, ' ');
}

/** What `bench doctor --calibrate` found, as text; ends with a line feed. */
export function renderCalibration(result: CalibrationResult, { columns, colour }: DoctorOptions): string {
  const page: Page = { columns: Math.max(40, columns), paint: paintWith(colour), full: false, rule: '' };
  const { calibration } = result;
  const blocks: readonly Lines[] = [
    spread('What the load generator can do here', setting(calibration, result.seconds), page),
    floorTable(calibration, page),
    ceilingLines(result, page),
    notesOf(result).flatMap(([key, text]) => keyed(key, text, page)),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function setting({ loaders, serverCpus, loadCpus }: Calibration, took: number): string {
  return [
    plural(loaders, 'loader'),
    ...(loadCpus === null ? [] : [`on CPUs ${loadCpus}`]),
    ...(serverCpus === null ? [] : [`null server on CPUs ${serverCpus}`]),
    seconds(took),
  ].join(' · ');
}

/** Closed: the floor under response times, and the roof over throughput. */
function floorTable({ closed }: Calibration, { paint }: Page): Lines {
  const rows = [
    ['connections', 'requests/s', 'p50 ms', 'CPU ms/request'],
    ...closed.map(({ connections, perSecond: rate, p50Ms, cpuMsPerRequest }) => [
      String(connections),
      number(rate),
      number(p50Ms),
      number(cpuMsPerRequest),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))),
  );
  const lines = rows.map((row) => row.map((cell, column) => padStart(cell, widths[column] ?? 0)).join('  '));
  return lines.map((line, index) => (index === 0 ? paint.faint(line) : line));
}

function ceilingLines({ settled, calibration: { open } }: CalibrationResult, page: Page): Lines {
  const { ceilingPerSecond, steps } = open;
  const about = settled ? '' : ', at least; the time was up before it was narrowed down: raise --budget';
  const beyond = steps
    .filter(({ rate, lagP99Ms }) => rate > ceilingPerSecond && lagP99Ms > 2)
    .sort((a, b) => a.rate - b.rate)
    .at(0);
  const next = beyond === undefined ? '' : `; ${stepWords(beyond)}`;
  return keyed('on time', `up to ${perSecond(ceilingPerSecond)}${about}${next}`, page);
}

function notesOf({ path, calibration }: CalibrationResult): readonly (readonly [string, string])[] {
  const { disturbance } = calibration;
  const disturbed = disturbance !== undefined && isDisturbed(disturbance);
  const notes: (readonly [string, string])[] = [];
  if (disturbed) {
    notes.push([
      'disturbed',
      `${disturbanceWords(disturbance)}; the generator alone can do more: take it again on a quiet machine`,
    ]);
  }
  notes.push(['stored', path === null ? 'nowhere' : `${path}; runs on this machine with this set-up use it`]);
  return notes;
}

function perSecond(rate: number): string {
  return `${number(rate)}${NBSP}requests per second`;
}
