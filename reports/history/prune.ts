import { plain, wrap } from '../terminal/text.ts';
import { utcMinute } from '../wording/dates.ts';
import { bytesPerMB, gigabytes, megabytes, NBSP, number, plural } from '../wording/numbers.ts';

/** A run that was, or would be, removed. */
export interface PrunedRun {
  readonly folder: string;
  readonly startedAt: string;
  readonly bytes: number;
  /** It was interrupted, and could have been gone on with. */
  readonly resumable: boolean;
}

export interface Pruning {
  readonly runsFolder: string;
  readonly dryRun: boolean;
  /** Oldest first. */
  readonly removed: readonly PrunedRun[];
  readonly kept: number;
  /** Folders of runs that would have gone, but are being written. */
  readonly underWay: readonly string[];
}

/** What `bench prune` did, as text; ends with a line feed. */
export function renderPruning(
  { runsFolder, dryRun, removed, kept, underWay }: Pruning,
  columns: number,
): string {
  const bytes = removed.reduce((sum, run) => sum + run.bytes, 0);
  const resumable = removed.filter((run) => run.resumable).length;
  const lines = [
    ...removed.map(lineOf),
    ...underWay.map((folder) => `${plain(folder)}  under way, left alone`),
    ...(removed.length === 0
      ? [`Nothing to remove: ${plural(kept, 'run')} in ${runsFolder}, all to be kept.`]
      : wrap(closing(dryRun, removed.length, bytes, kept), columns)),
    ...(resumable === 0 ? [] : wrap(resumableText(dryRun, resumable), columns)),
  ];
  return `${lines.join('\n')}\n`;
}

/** A path is left whole, for it is to be pasted. */
function lineOf({ folder, startedAt, bytes, resumable }: PrunedRun): string {
  const note = resumable ? '  interrupted' : '';
  return `${utcMinute(startedAt)}  ${sizeText(bytes)}  ${plain(folder)}${note}`;
}

function closing(dryRun: boolean, many: number, bytes: number, kept: number): string {
  const gone = `${plural(many, 'run')}, ${sizeText(bytes)}`;
  return dryRun
    ? `Would remove ${gone}, and keep ${kept}. Nothing was removed.`
    : `Removed ${gone}; ${plural(kept, 'run')} kept.`;
}

function resumableText(dryRun: boolean, many: number): string {
  const whose = many === 1 ? 'One of them was' : `${many} of them were`;
  return `${whose} interrupted and ${dryRun ? 'can still' : 'could have'} be${dryRun ? '' : 'en'} gone on with by bench run --resume.`;
}

function sizeText(bytes: number): string {
  if (bytes >= 1000 * bytesPerMB) return gigabytes(bytes);
  return bytes >= bytesPerMB ? megabytes(bytes) : `${number(bytes / 1000)}${NBSP}kB`;
}
