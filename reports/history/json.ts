import type { History, HistoryRow, Trend } from '../../harness/model/history.ts';
import { metrics } from '../../harness/model/metric.ts';
import type { SummaryFigure } from '../../harness/model/run-summary.ts';
import { summaryLevelKey } from '../../harness/model/run-summary.ts';

/** The list for programs: figures in the units of the record. */
export function historyJson({ runsFolder, total, rows, more }: History) {
  return { kind: 'history', folder: runsFolder, total, more, runs: rows.map(runJson) };
}

/** The trend for programs, newest first, in the unit it names. */
export function trendJson(trend: Trend) {
  const { runsFolder, mode, scenario, level, metric, unit, points, more } = trend;
  return {
    ...{ kind: 'trend', folder: runsFolder, mode: mode.id, scenario, level: summaryLevelKey(level) },
    ...{ metric, unit, better: metrics[metric].better, more },
    points: points.map(({ row, status, figure, differences }) => ({
      ...originOf(row),
      status,
      figure: figureJson(figure),
      joined: differences.length === 0 && status !== 'invalid',
      differences,
    })),
  };
}

function runJson(row: HistoryRow) {
  const { summary, ending, recorded } = row;
  return {
    ...originOf(row),
    ending,
    recorded,
    stop: summary.stop,
    command: summary.command,
    rounds: summary.rounds,
    measuredSeconds: summary.measuredSeconds,
    modes: summary.modes,
    baseline: summary.baseline,
    scenarios: summary.scenarios,
    headlines: summary.headlines.map(({ level, figure, ratio, ...rest }) => ({
      ...rest,
      level: summaryLevelKey(level),
      figure: figureJson(figure),
      ratio: ratio === null ? null : figureJson(ratio),
    })),
    verdicts: summary.verdicts,
    acts: summary.acts,
  };
}

function originOf({ reference, folder, summary: { id, startedAt, name, environment } }: HistoryRow) {
  return { reference, folder, id, startedAt, name, git: environment.git };
}

function figureJson([point, low, high]: SummaryFigure) {
  return { point, low, high };
}
