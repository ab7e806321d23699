import type { HeadroomView } from '../view/types.ts';
import { rateText } from './levels.ts';
import { NONE, number, percent } from './numbers.ts';

/** A column of the table of headroom: its header, and a cell's text. */
export interface HeadroomColumn {
  readonly header: string;
  readonly text: (row: HeadroomView) => string;
}

const lag = (of: HeadroomView['sendLag']) =>
  of === null ? NONE : [of.p50, of.p99].map((ms) => (ms === null ? NONE : number(ms))).join(' / ');

const columns: readonly (HeadroomColumn & { readonly told: (row: HeadroomView) => boolean })[] = [
  {
    header: 'CPU, of a core',
    text: ({ cpuShare }) => (cpuShare === null ? NONE : number(cpuShare, 2)),
    told: ({ cpuShare }) => cpuShare !== null,
  },
  {
    header: 'sent, req/s',
    text: ({ perSecond }) => (perSecond === null ? NONE : rateText(perSecond)),
    told: ({ perSecond }) => perSecond !== null,
  },
  {
    header: 'of the ceiling',
    text: ({ ofCeiling }) => (ofCeiling === null ? NONE : percent(ofCeiling)),
    told: ({ ofCeiling }) => ofCeiling !== null,
  },
  {
    header: 'send lag p50 / p99, ms',
    text: ({ sendLag }) => lag(sendLag),
    told: ({ sendLag }) => sendLag !== null,
  },
  {
    header: "generator's own p50 / p99, ms",
    text: ({ wakeLag }) => lag(wakeLag),
    told: ({ wakeLag }) => wakeLag !== null,
  },
];

/** The columns of which any row tells something. */
export function headroomColumns(rows: readonly HeadroomView[]): readonly HeadroomColumn[] {
  return columns.filter(({ told }) => rows.some(told));
}

/** What the columns are, in a sentence. */
export function headroomNote(rows: readonly HeadroomView[]): string {
  const lagged = rows.some(({ sendLag }) => sendLag !== null);
  const about = 'Medians over slices of what the load generator took for each cell.';
  return lagged
    ? `${about} Send lag: from when a request was due until it was sent; the generator's own: the part of it without waiting for a connection.`
    : about;
}
