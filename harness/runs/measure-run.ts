import { measure, type Outcome, type Progress } from '../measure/measure.ts';
import type { Design } from '../model/design.ts';
import type { EventSink } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import { appendToJournal } from '../record/journal.ts';
import { buildAll } from '../source/build.ts';
import { startWarden } from '../supervise/warden.ts';
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
  try {
    await buildAll(plan.variants, {
      folder,
      signal,
      watch: (watched) => warden.watch(watched),
      announce: (variants, command) => emit({ type: 'build-started', variants, command }),
    });
    const instruments = realInstruments(plan, warden, signal);
    return await measure({ plan, design, instruments, earlier, emit, signal });
  } finally {
    await warden.close();
  }
}

/** Cells of a first round. */
function cellsOf(design: Design): number {
  const first = design.next({ rounds: [], slices: [], elapsedSeconds: 0 });
  return first.kind === 'done' ? 0 : first.visits.reduce((sum, { variants }) => sum + variants.length, 0);
}
