import type { CellSummary } from '../../harness/model/estimate.ts';
import { levelKey } from '../../harness/model/level.ts';
import { metricNames } from '../../harness/model/metric.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { tellingCells } from '../telling-cells.ts';
import { figureFamilies, metricFamilies } from './figures.ts';
import { histogramSamples } from './histogram.ts';
import { seconds } from './run.ts';
import type { Family, Labels } from './text.ts';

/**
 * What was measured of the cells. Of an invalid cell only that it is, why, and what came of its requests: whoever
 * draws a chart would not look whether a figure counts.
 */
export function cellFamilies(record: RunRecord): readonly Family[] {
  const usable = record.summaries.filter(({ validity }) => validity.status !== 'invalid');
  const figures = metricNames.flatMap((metric) =>
    figureFamilies(
      metricFamilies[metric],
      usable.flatMap((cell) => {
        const figure = cell.metrics[metric];
        return figure === null ? [] : [{ labels: labelsOf(cell), figure }];
      }),
    ),
  );
  return [validities(record.summaries), ...figures, responseTimes(record), ...requests(record)];
}

function validities(cells: readonly CellSummary[]): Family {
  return {
    name: 'modebench_cell',
    type: 'info',
    unit: null,
    help:
      'Whether the figures of a cell count: valid, caveat, inconclusive or invalid, and why. ' +
      'Level c32 is 32 connections, r500 is 500 requests per second offered.',
    samples: cells.map((cell) => ({
      suffix: '_info',
      labels: {
        ...labelsOf(cell),
        validity: cell.validity.status,
        reasons: cell.validity.reasons.map(({ code }) => code).join(' '),
      },
      value: 1,
    })),
  };
}

function responseTimes(record: RunRecord): Family {
  const created = seconds(record.startedAt);
  return {
    name: 'modebench_response_time_seconds',
    type: 'histogram',
    unit: 'seconds',
    help:
      'Response times of all rounds, from the intended start, kept to three digits; ' +
      'unfinished requests of an open workload count with their age.',
    samples: Array.from(tellingCells(record), ({ cell, times }) =>
      histogramSamples(times, labelsOf(cell), created),
    ).flat(),
  };
}

const outcomes = {
  due: 'Requests that were to be sent.',
  sent: 'Requests that were handed to a connection.',
  ok: 'Requests that were answered as they should be.',
  failed: 'Requests that failed.',
  unfinished: 'Requests that were not answered when the slice had ended.',
} as const;

function requests({ summaries, startedAt }: RunRecord): readonly Family[] {
  const created = seconds(startedAt);
  return (Object.keys(outcomes) as (keyof typeof outcomes)[]).map((outcome) => ({
    name: `modebench_requests_${outcome}`,
    type: 'counter',
    unit: null,
    help: outcomes[outcome],
    samples: summaries.flatMap((cell) => {
      const { offered, ...counts } = cell.requests;
      const value = outcome === 'due' ? (offered ?? counts.sent) : counts[outcome];
      const labels = labelsOf(cell);
      return [
        { suffix: '_total', labels, value },
        { suffix: '_created', labels, value: created },
      ];
    }),
  }));
}

function labelsOf({ variant, scenario, level }: Pick<CellSummary, 'variant' | 'scenario' | 'level'>): Labels {
  return { variant, scenario, level: levelKey(level) };
}
