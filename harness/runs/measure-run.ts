import { measure, type Outcome, type Progress } from '../measure/measure.ts';
import type { Design } from '../model/design.ts';
import type { EventSink } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import type { Plan } from '../model/plan.ts';
import { appendToJournal } from '../record/journal.ts';
import { buildAll } from '../source/build.ts';
import { openCodes } from '../source/codes.ts';
import { startWarden, type Watched } from '../supervise/warden.ts';
import { realInstruments } from './instruments.ts';

/** Rounds to be measured into a run's journal. */
export interface MeasuringOrder {
  readonly plan: Plan;
  readonly design: Design;
  readonly folder: string;
  readonly earlier: Progress;
  readonly emit: EventSink;
  readonly signal: AbortSignal;
}

/** Measures, with everything that was started ended again before it returns. */
export async function measureRun(order: MeasuringOrder): Promise<Outcome> {
  const { plan, design, folder, earlier, signal } = order;
  const emit: EventSink = (event) => {
    if (event.type === 'slice')
      appendToJournal(folder, { type: 'slice', elapsedMs: event.elapsedMs, slice: event.slice });
    if (event.type === 'round')
      appendToJournal(folder, { type: 'round', elapsedMs: event.elapsedMs, round: event.round });
    order.emit(event);
  };
  emit({ type: 'run-started', plan, cells: cellsOf(design), earlier });
  const warden = await startWarden();
  const watch = (watched: Watched) => warden.watch(watched);
  try {
    const codes = await openCodes(plan, {
      ...{ folder, signal, watch },
      tell: (of, step) => emit({ type: 'code', of, step }),
    });
    const { variants } = codes;
    try {
      const announce = (ids: readonly string[], command: string) =>
        emit({ type: 'build-started', variants: ids, command });
      await buildAll(variants, { folder, signal, watch, announce });
      const instruments = realInstruments({ ...plan, variants: [...variants] }, warden, signal);
      const outcome = await measure({ plan, design, instruments, earlier, emit, signal });
      return { ...outcome, troubles: [...outcome.troubles, ...notRemoved(await codes.remove())] };
    } finally {
      await codes.remove();
    }
  } finally {
    await warden.close();
  }
}

function notRemoved(left: readonly string[]): readonly Failure[] {
  return left.length === 0
    ? []
    : [{ reason: 'not-stopped', variant: '', phase: 'checkout', left: [...left] }];
}

/** Cells of a first round. */
function cellsOf(design: Design): number {
  const first = design.next({ rounds: [], slices: [], elapsedSeconds: 0 });
  return first.kind === 'done' ? 0 : first.visits.reduce((sum, { variants }) => sum + variants.length, 0);
}
