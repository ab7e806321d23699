import type { RunRecord } from '../../harness/model/record.ts';
import { servedBy } from '../served-by.ts';
import type { Family, Labels } from './text.ts';

/** What all figures have in common is told once, for a label that every series has distinguishes none. */
export function runFamilies(record: RunRecord): readonly Family[] {
  const kept = record.rounds.filter(({ discarded }) => discarded.length === 0).length;
  return [
    info('modebench_run', 'The run, and what it was measured with.', [runLabels(record)]),
    info('modebench_variant', 'What was started under the name of a variant.', variantLabels(record)),
    gauge(
      'modebench_run_start_timestamp_seconds',
      'seconds',
      'When the run began.',
      seconds(record.startedAt),
    ),
    gauge('modebench_run_end_timestamp_seconds', 'seconds', 'When the run ended.', seconds(record.endedAt)),
    gauge('modebench_run_measured_seconds', 'seconds', 'Time spent measuring.', record.measuredSeconds),
    gauge('modebench_run_rounds', null, 'Rounds of fresh processes that count.', kept),
    gauge(
      'modebench_run_confidence_ratio',
      'ratio',
      'Confidence of the intervals, whose ends are the families with _low_ and _high_ in their names.',
      record.plan.confidence,
    ),
  ];
}

export function seconds(isoTime: string): number {
  return Date.parse(isoTime) / 1000;
}

function runLabels({ id, environment, plan, stop }: RunRecord): Labels {
  const { modebench, node, platform, kernel, cpuModel, cores, placement, git } = environment;
  return {
    ...{
      run: id,
      name: plan.name,
      version: modebench,
      node,
      platform,
      kernel,
      cpu_model: cpuModel,
      cores,
      placement,
    },
    ...{ commit: git?.commit, branch: git?.branch, dirty: git?.dirty },
    ...{
      engine: plan.engine,
      level_kind: [...new Set(plan.levels.map(({ kind }) => kind))].join(' ') || undefined,
      baseline: plan.baseline,
      stop,
    },
  };
}

function variantLabels({ plan }: RunRecord): readonly Labels[] {
  return plan.variants.map((variant) => {
    const { id, label, development } = variant;
    return { variant: id, label, ...servedBy(variant), development };
  });
}

function info(name: string, help: string, metrics: readonly Labels[]): Family {
  const samples = metrics.map((labels) => ({ suffix: '_info', labels, value: 1 }));
  return { name, type: 'info', unit: null, help, samples };
}

function gauge(name: string, unit: string | null, help: string, value: number): Family {
  return { name, type: 'gauge', unit, help, samples: [{ suffix: '', labels: {}, value }] };
}
