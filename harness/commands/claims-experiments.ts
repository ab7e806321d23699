import type { NeededServer } from '../claims/needs.ts';
import { experimentList } from '../experiments/index.ts';
import { actCapMs, type ExperimentOutcome, runExperiments } from '../experiments/run-experiments.ts';
import type { EventSink } from '../model/event.ts';
import type { ExperimentResult } from '../model/experiment.ts';
import type { Failure } from '../model/failure.ts';
import type { Plan } from '../model/plan.ts';
import { appendToJournal } from '../record/journal.ts';
import { experimentInstruments } from '../runs/instruments.ts';
import { startWarden } from '../supervise/warden.ts';
import { actProgress } from './act-progress.ts';

export interface ClaimsExperiments {
  readonly plan: Plan;
  readonly needs: readonly NeededServer[];
  readonly folder: string;
  readonly quiet: boolean;
  readonly signal: AbortSignal;
  elapsedMs(): number;
}

/** Does on each server the acts that claims need of it, and no other. */
export async function experimentForClaims(order: ClaimsExperiments): Promise<ExperimentOutcome> {
  const { plan, folder, signal, elapsedMs } = order;
  const parts = order.needs.map((need) => ({
    variants: plan.variants.filter(({ id }) => id === need.spec),
    chosen: chosenOf(need),
  }));
  const acts = parts.flatMap(({ chosen }) =>
    chosen.flatMap(({ experiment, acts }) => acts.flatMap((act) => experiment.acts[act] ?? [])),
  ).length;
  const show: EventSink = order.quiet
    ? () => {}
    : actProgress(plan.variants, acts, (line) => process.stderr.write(`${line}\n`));
  const emit: EventSink = (event) => {
    if (event.type === 'act')
      appendToJournal(folder, { type: 'act', elapsedMs: event.elapsedMs, result: event.result });
    show(event);
  };
  const results: ExperimentResult[] = [];
  const troubles: Failure[] = [];
  const warden = await startWarden();
  try {
    const instruments = experimentInstruments(plan, warden, signal);
    const { requestTimeoutMs } = plan;
    for (const { variants, chosen } of parts) {
      if (signal.aborted || chosen.length === 0) continue;
      const capMs = actCapMs;
      const part = await runExperiments({
        variants,
        chosen,
        instruments,
        requestTimeoutMs,
        capMs,
        elapsedMs,
        emit,
        signal,
      });
      results.push(...part.results);
      troubles.push(...part.troubles);
    }
  } finally {
    await warden.close();
  }
  return { results, troubles };
}

function chosenOf({ acts }: NeededServer) {
  return experimentList.flatMap((experiment) => {
    const own = acts.filter((one) => one.experiment === experiment.name).map(({ act }) => act);
    return own.length === 0 ? [] : [{ experiment, acts: own }];
  });
}
