import { failureLine } from '../../reports/wording/failure.ts';
import type { EventSink } from '../model/event.ts';
import { type ExperimentDefinition, type ExperimentResult, experiments } from '../model/experiment.ts';
import type { Variant } from '../model/variant.ts';

/** Two lines for each act: what is done, and how it ended. */
export function actProgress(
  variants: readonly Variant[],
  acts: number,
  write: (text: string) => void,
): EventSink {
  let begun = 0;
  return (event) => {
    if (event.type === 'act-started') {
      begun += 1;
      const label = variants.find(({ id }) => id === event.variant)?.label ?? event.variant;
      const definition: ExperimentDefinition = experiments[event.experiment];
      const what = definition.acts[event.act] ?? event.act;
      write(`${begun} of ${acts} · ${label} · ${event.experiment} ${event.act}: ${what} …`);
    }
    if (event.type === 'act') write(`  ${ending(event.result)}`);
  };
}

function ending({ outcome, tookMs, scenario }: ExperimentResult): string {
  const load = scenario === null ? '' : ` (${scenario})`;
  switch (outcome.kind) {
    case 'done':
      return `done in ${(tookMs / 1000).toFixed(1)} s${load}`;
    case 'not-applicable':
      return `not applicable: ${outcome.why}`;
    case 'failed':
      return `failed: ${failureLine(outcome.failure)}`;
  }
}
