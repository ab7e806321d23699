import type { Comparison } from '../../harness/model/estimate.ts';
import { levelKey } from '../../harness/model/level.ts';
import { metricNames } from '../../harness/model/metric.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { figureFamilies, metricFamilies } from './figures.ts';
import type { Family, Labels } from './text.ts';

/** Ratios of each metric with their intervals, and the verdicts on them. The record has none of invalid cells. */
export function comparisonFamilies({ comparisons }: RunRecord): readonly Family[] {
  const ratios = metricNames.flatMap((metric) => {
    const { stem, what } = metricFamilies[metric];
    const names = {
      ...{ stem: `${stem}_to_baseline`, unit: 'ratio', divisor: 1 },
      what: `${what}, divided by that of the baseline`,
    };
    const figures = comparisons
      .filter((one) => one.metric === metric)
      .map((one) => ({ labels: labelsOf(one), figure: one.ratio }));
    return figureFamilies(names, figures);
  });
  return [...ratios, verdicts(comparisons)];
}

function verdicts(comparisons: readonly Comparison[]): Family {
  return {
    name: 'modebench_comparison',
    type: 'info',
    unit: null,
    help: 'Whether a variant is better than the baseline: improved, regressed, no-difference or inconclusive.',
    samples: comparisons.map((one) => ({
      suffix: '_info',
      labels: { ...labelsOf(one), metric: metricFamilies[one.metric].stem, verdict: one.verdict },
      value: 1,
    })),
  };
}

function labelsOf({ candidate, baseline, scenario, level }: Comparison): Labels {
  return { variant: candidate, baseline, scenario, level: levelKey(level) };
}
