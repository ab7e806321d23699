import {
  type ExperimentDefinition,
  type ExperimentName,
  type ExperimentResult,
  experimentNames,
  experiments,
} from '../../harness/model/experiment.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { type Found, outcomeDetails, outcomeKey } from '../wording/experiments.ts';
import { failureText } from '../wording/failure.ts';
import { foundText } from '../wording/findings.ts';
import { listUpTo, plural } from '../wording/numbers.ts';
import { capital } from '../wording/sentence.ts';
import type { ActRow, ActView, ExperimentView, FindingColumn } from './experiment-types.ts';
import { modesOf } from './modes.ts';
import type { ModeView } from './types.ts';

/** The experiments of a record in the order of the catalogue. */
export function experimentsOf(record: RunRecord): readonly ExperimentView[] {
  const modes = modesOf(record);
  return experimentNames.flatMap((name) => {
    const results = record.experiments.flatMap((result, index) =>
      result.experiment === name ? [{ result, anchor: `found-${index + 1}` }] : [],
    );
    return results.length === 0 ? [] : [experimentView(name, results, modes)];
  });
}

/** "24 acts of 6 experiments"; null where there was none. */
export function experimentsExtent(record: RunRecord): string | null {
  const names = new Set(record.experiments.map((result) => result.experiment));
  if (names.size === 0) return null;
  return `${plural(record.experiments.length, 'act')} of ${plural(names.size, 'experiment')}`;
}

interface Placed {
  readonly result: ExperimentResult;
  readonly anchor: string;
}

function experimentView(
  name: ExperimentName,
  results: readonly Placed[],
  modes: readonly ModeView[],
): ExperimentView {
  const definition: ExperimentDefinition = experiments[name];
  const columns = Object.entries(definition.findings)
    .map(([key, { label, unit }]) => ({ key, label, unit }))
    .filter(({ key }) => results.some(({ result }) => (foundOf(result)[key] ?? null) !== null));
  const severalLoads = new Set(results.flatMap(({ result }) => result.scenario ?? [])).size > 1;
  const names = [...new Set([...Object.keys(definition.acts), ...results.map(({ result }) => result.act)])];
  const acts = names.flatMap((act): readonly ActView[] => {
    const own = results.filter(({ result }) => result.act === act);
    const rows = own.map((placed) => rowOf(placed, columns, modes, severalLoads));
    return rows.length === 0 ? [] : [{ what: definition.acts[act] ?? act, rows }];
  });
  const several = Object.keys(definition.acts).length > 1;
  return {
    name,
    anchor: `experiment-${name}`,
    summary: definition.summary,
    sentences: acts.map((act) => sentenceOf(name, act, several)),
    columns,
    acts,
  };
}

function foundOf({ outcome }: ExperimentResult): Found {
  return outcome.kind === 'done' ? outcome.findings : {};
}

function rowOf(
  { result, anchor }: Placed,
  columns: readonly FindingColumn[],
  modes: readonly ModeView[],
  severalLoads: boolean,
): ActRow {
  const { outcome } = result;
  const found = foundOf(result);
  return {
    anchor,
    act: result.act,
    mode: modes.find((mode) => mode.id === result.variant) ?? stranger(result.variant),
    load: result.scenario,
    scenario: severalLoads ? result.scenario : null,
    state: outcome.kind,
    found,
    cells: outcome.kind === 'done' ? columns.map(({ key, unit }) => foundText(found[key] ?? null, unit)) : [],
    why:
      outcome.kind === 'done' ? null : outcome.kind === 'failed' ? failureText(outcome.failure) : outcome.why,
    remarks: outcome.kind === 'done' ? outcome.remarks : [],
    courses: outcome.kind === 'done' ? outcome.courses : [],
    perWorker: outcome.kind === 'done' ? (outcome.perWorker ?? []) : [],
  };
}

/** A variant that the plan does not name. */
function stranger(id: string): ModeView {
  return { id, label: id, index: 0, baseline: false, source: '', attached: false, notes: [] };
}

/** Variants told with their figures, and names that are listed at all. */
const mostWithFigures = 4;
const mostNames = 8;

/** "One worker is killed. Serves again, restarted by the master: prefork ×4 (3 requests failed). …" */
function sentenceOf(name: ExperimentName, { what, rows }: ActView, several: boolean): string {
  const done = rows.filter((row) => row.state === 'done');
  const keys = [...new Set(done.map((row) => outcomeKey(name, row.found)))];
  const groups = keys.map((key) => {
    const alike = done.filter((row) => outcomeKey(name, row.found) === key);
    const withFigures = key === '' || alike.length <= mostWithFigures;
    const told = alike.map((row) => nameOf(row) + (withFigures ? inBrackets(name, row.found) : ''));
    return `${key === '' ? '' : `${capital(key)}: `}${listUpTo(told, mostNames)}.`;
  });
  return [
    ...(several ? [`${capital(what)}.`] : []),
    ...groups,
    ...without(rows, 'not-applicable', 'Not applicable to'),
    ...without(rows, 'failed', 'Failed with'),
  ].join(' ');
}

function without(rows: readonly ActRow[], state: ActRow['state'], lead: string): readonly string[] {
  const found = rows.filter((row) => row.state === state).map(nameOf);
  return found.length === 0 ? [] : [`${lead} ${listUpTo(found, mostNames)}.`];
}

function nameOf({ mode, scenario }: ActRow): string {
  return scenario === null ? mode.label : `${mode.label} in ${scenario}`;
}

function inBrackets(name: ExperimentName, found: Found): string {
  const details = outcomeDetails(name, found);
  return details === '' ? '' : ` (${details})`;
}
