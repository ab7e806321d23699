import type { ModeView, ProcessView, Range, ResourceView } from '../view/types.ts';
import { bytesPerMB, megabytes, NBSP, NONE, number } from '../wording/numbers.ts';
import { type BarModel, type BarPart, barsConfig, barsHeight } from './bars.ts';
import type { Chart } from './chart.ts';

/** Memory by process: for each mode its processes end to end, with what is a process's own filled; null without any. */
export function processesChart(resources: readonly ResourceView[], modes: readonly ModeView[]): Chart | null {
  const shown = modes.flatMap((mode) => {
    const resource = resources.find((one) => one.mode === mode.id);
    return resource === undefined || resource.processes.length === 0 ? [] : [{ mode, resource }];
  });
  if (shown.length === 0) return null;
  // RSS and PSS are never mixed in one chart.
  const byPss = shown.every(({ resource }) => resource.processes.every(({ pss }) => pss !== null));
  const model: BarModel = {
    unit: 'MB',
    reference: null,
    rows: shown.map(({ mode, resource }) => ({
      of: mode,
      text: totalText(resource, byPss),
      parts: resource.processes.map((process) => part(process, byPss)),
      dots: [],
      ...ends(byPss ? resource.tree : null),
    })),
  };
  const [{ resource: first }] = shown as [(typeof shown)[number]];
  const measured = byPss ? 'PSS' : 'RSS, which counts shared pages in each process';
  return {
    title: 'Memory by process',
    better: `lower is better; each piece is a process (${measured})`,
    alt: `Memory of each process in MB, by mode`,
    keys: [],
    note: byPss
      ? `Filled: its own (USS), about what one more such process costs; shaded: its share of what processes share. One launch, ${first.treeFrom}; whiskers: least and greatest sum over launches.`
      : `One launch, ${first.treeFrom}.`,
    height: barsHeight(model),
    table: () => ({
      corner: 'Process',
      columns: [
        { text: 'Threads', of: null, unit: '' },
        ...['PSS', 'USS', 'RSS'].map((text) => ({ text, of: null, unit: 'MB' })),
      ],
      groups: shown.map(({ mode, resource }) => ({
        of: mode,
        rows: resource.processes.map((process) => ({
          head: `${process.command}${NBSP}${process.pid}`,
          depth: process.depth,
          cells: [String(process.threads), ...[process.pss, process.uss, process.rss].map(inMB)],
        })),
      })),
    }),
    csv: () => [
      ['mode', 'process', 'pid', 'depth', 'threads', 'PSS (MB)', 'USS (MB)', 'RSS (MB)'],
      ...shown.flatMap(({ mode, resource }) =>
        resource.processes.map(({ command, pid, depth, threads, pss, uss, rss }) => [
          ...[mode.label, command, pid, depth, threads],
          ...[pss, uss, rss].map((bytes) => (bytes === null ? null : bytes / bytesPerMB)),
        ]),
      ),
    ],
    config: (drawing) => barsConfig(model, drawing),
  };
}

function inMB(bytes: number | null): string {
  return bytes === null ? NONE : number(bytes / bytesPerMB);
}

function part({ command, pid, rss, pss, uss }: ProcessView, byPss: boolean): BarPart {
  const size = byPss ? (pss ?? rss) : rss;
  const own = byPss && uss !== null ? Math.min(uss, size) : null;
  const told = own === null ? '' : `, of which ${megabytes(own)} its own`;
  return {
    size: size / bytesPerMB,
    filled: own === null || size === 0 ? 0 : own / size,
    figure: `${command} ${pid}: ${megabytes(size)}${told}`,
  };
}

/** `ΣPSS 205 MB (201–208)`; of RSS the sum says little. */
function totalText({ tree, processes }: ResourceView, byPss: boolean): string {
  if (!byPss || tree === null) {
    return `ΣRSS${NBSP}${megabytes(processes.reduce((sum, { rss }) => sum + rss, 0))}`;
  }
  const between = tree.n < 2 ? '' : ` (${inMB(tree.least)}–${inMB(tree.most)})`;
  return `ΣPSS${NBSP}${megabytes(tree.median)}${between}`;
}

function ends(tree: Range | null): { readonly low: number | null; readonly high: number | null } {
  if (tree === null || tree.n < 2) return { low: null, high: null };
  return { low: tree.least / bytesPerMB, high: tree.most / bytesPerMB };
}
