import type { RunRecord } from '../../harness/model/record.ts';
import type { ShownRecord } from '../../harness/model/several-records.ts';
import { shellWord } from '../wording/command.ts';
import { NBSP, plural } from '../wording/numbers.ts';
import { viewOf } from './index.ts';
import type { RecordEntry } from './several-types.ts';
import type { View } from './types.ts';

/** What each record was, and what it came to. */
export function recordEntries(shown: readonly ShownRecord[]): readonly RecordEntry[] {
  const dates = dateLines(shown.map(({ record }) => record.startedAt));
  const letters = shown.map(({ group }) => letterOf(group));
  return shown.map(({ record, reference, page, differences }, index) => {
    const view = viewOf(record);
    const commit = commitText(record);
    const { cpuModel, cores, memoryBytes, platform, kernel, node, servers, modebench } = record.environment;
    return {
      ...{ number: index + 1, name: nameOf(index, shown.length), id: record.id, title: record.plan.name },
      ...{ reference, page, startedAt: record.startedAt, commit },
      git: gitOf(record),
      ticks: [String(index + 1), ...(dates[index] ?? []), ...(commit === null ? [] : [commit])],
      command: ['bench', ...record.command],
      shownBy: `bench report ${referenceWord(reference)}`,
      machine: `${cpuModel}, ${plural(cores, 'core')}, ${Math.round(memoryBytes / 1e9)}${NBSP}GB, ${platform}, kernel ${kernel}`,
      versions: [`Modebench ${modebench}`, `Node.js ${node.replace(/^v/, '')}`, ...serverTexts(servers)].join(
        ', ',
      ),
      extent: `${view.extent}; ${view.ended}`,
      found: foundTexts(view),
      sought: soughtTexts(view),
      group: letters[index] ?? '',
      differences,
    };
  });
}

function nameOf(index: number, many: number): string {
  return many === 2 ? (index === 0 ? 'before' : 'now') : `record ${index + 1}`;
}

/** `A` … `Z`, `AA`. */
function letterOf(group: number): string {
  const rest = Math.floor(group / 26);
  return `${rest === 0 ? '' : letterOf(rest - 1)}${String.fromCharCode(65 + (group % 26))}`;
}

function commitText({ environment: { git } }: RunRecord): string | null {
  return git === null ? null : `${git.commit.slice(0, 7)}${git.dirty ? '+' : ''}`;
}

/** As it is typed into a shell, to which a tilde within a word means nothing. */
function referenceWord(reference: string): string {
  return /^[\w./-]+~\d+$/.test(reference) ? reference : shellWord(reference);
}

function gitOf({ environment: { git } }: RunRecord): RecordEntry['git'] {
  return git === null ? null : { commit: git.commit, dirty: git.dirty };
}

function serverTexts(servers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(servers).map(([name, version]) => `${name} ${version}`);
}

function soughtTexts({ search }: Pick<View, 'search'>): readonly string[] {
  return (search?.results ?? []).map(
    ({ scenario, label, sentence }) => `${scenario}, ${label}: ${sentence}.`,
  );
}

/** What its own report begins with, a line for each scenario; of other kinds their verdicts. */
function foundTexts({
  gate,
  noise,
  search,
  objectives,
  answer,
  verdictCounts,
  trust,
}: View): readonly string[] {
  const { total, invalid, inconclusive } = trust.counts;
  const bad = [
    ...(invalid > 0 ? [`${invalid} invalid`] : []),
    ...(inconclusive > 0 ? [`${inconclusive} inconclusive`] : []),
  ];
  const led =
    gate !== null
      ? [`${gate.headline}: ${gate.counts}`]
      : noise !== null
        ? [noise.headline]
        : search !== null
          ? soughtTexts({ search })
          : answer.scenarios.map(({ lead, sentences }) => `${lead}: ${sentences.join(' ')}`);
  return [
    ...led,
    ...(verdictCounts === '' ? [] : [`Claims: ${verdictCounts}.`]),
    ...(objectives.counts === '' ? [] : [`Objectives: ${objectives.counts}.`]),
    `${plural(total, 'cell')}${bad.length === 0 ? ', none of them invalid or inconclusive' : `: ${bad.join(', ')}`}.`,
  ];
}

/**
 * As few words of time as tell records apart: the day, or where several are of one day the time too. A line each.
 * Times are UTC.
 */
function dateLines(starts: readonly string[]): readonly (readonly string[])[] {
  const years = new Set(starts.map((iso) => iso.slice(0, 4)));
  const days = starts.map((iso) => (years.size > 1 ? iso.slice(0, 10) : iso.slice(5, 10)));
  if (new Set(days).size === days.length) return days.map((day) => [day]);
  const minutes = starts.map((iso) => iso.slice(11, 16));
  const told = new Set(starts.map((iso) => iso.slice(0, 16))).size === starts.length;
  const times = told ? minutes : starts.map((iso) => iso.slice(11, 19));
  return new Set(days).size === 1
    ? times.map((time) => [time])
    : days.map((day, index) => [day, times[index] ?? '']);
}
