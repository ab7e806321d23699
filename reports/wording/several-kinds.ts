import { levelValue } from '../../harness/model/level.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { leadOf } from '../view/lead.ts';
import { gateHeadline } from './gate.ts';
import { levelsText } from './levels.ts';
import { listUpTo, plural } from './numbers.ts';

/** What a record was made for. */
export type RecordKind = 'run' | 'gate' | 'noise' | 'search' | 'claims' | 'experiments';

export function kindOfRecord(record: RunRecord): RecordKind {
  if (record.noise !== undefined) return 'noise';
  if (record.gate !== undefined) return 'gate';
  if (record.search !== undefined) return 'search';
  const lead = leadOf(record);
  return lead === 'answer' ? 'run' : lead;
}

/** What a record holds, as the end of a sentence that its name begins: `holds …`. */
export function holdsText(record: RunRecord): string {
  const { gate, noise, search, claims, experiments } = record;
  switch (kindOfRecord(record)) {
    case 'gate':
      return `holds the verdict of a gate (${gateHeadline(gate ?? { outcome: 'invalid' })}), ${plural(gate?.tests.length ?? 0, 'figure')} of two sides`;
    case 'noise':
      return `holds the noise of equal sides, ${plural(noise?.rounds.kept ?? 0, 'round')}`;
    case 'search':
      return `holds the rates that ${names((search?.results ?? []).map(({ variant }) => variant))} carry`;
    case 'claims':
      return `holds ${plural(claims.length, 'claim')} of documents, with the cells they need`;
    case 'experiments':
      return `holds ${plural(experiments.length, 'experiment')} and no cells`;
    case 'run':
      return `holds ${cellsText(record)}`;
  }
}

/** `9 cells of dev and prefork in json and cpu, at 1, 8 and 32 connections` */
export function cellsText({ summaries }: RunRecord): string {
  if (summaries.length === 0) return 'no cells';
  const levels = (['closed', 'open'] as const).flatMap((kind) => {
    const values = summaries.flatMap(({ level }) => (level.kind === kind ? [levelValue(level)] : []));
    const rising = [...new Set(values)].sort((a, b) => a - b);
    return rising.length === 0 ? [] : [levelsText(rising, kind)];
  });
  const modes = names(summaries.map(({ variant }) => variant));
  const scenarios = names(summaries.map(({ scenario }) => scenario));
  return `${plural(summaries.length, 'cell')} of ${modes} in ${scenarios}, at ${levels.join(' and ')}`;
}

/** Names that a message still lists. */
const mostNamed = 6;

function names(all: readonly string[]): string {
  return listUpTo([...new Set(all)], mostNamed);
}
