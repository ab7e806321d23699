import { createLogUpdate } from 'log-update';
import type { EventSink, RunEvent } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import { codeOf } from '../model/variant.ts';
import { buildText, codeText, follow, initialStatus, roundText, type Status, timeText } from './status.ts';

/** Shows events to a person while a run goes on. */
export interface ProgressView {
  readonly onEvent: EventSink;
  /** Leaves the screen tidy; to be called however the run ends. */
  close(): void;
}

/** What progress borrows from later stages: the ratios so far, a short line per scenario; of a gate what looks worse. */
export type RunningRatios = () => readonly string[];

/** For `--quiet`. */
export const silent: ProgressView = { onEvent: () => {}, close: () => {} };

/** One line per round, for logs. */
export function plainProgress(
  plan: Plan,
  stream: NodeJS.WritableStream,
  ratios: RunningRatios,
): ProgressView {
  let status = initialStatus;
  const line = (text: string) => stream.write(`${text}\n`);
  return {
    onEvent(event) {
      const before = status.kept;
      status = follow(status, event);
      if (event.type === 'run-started') line(startText(plan, event));
      if (event.type === 'code') line(codeText(event));
      if (event.type === 'build-started') line(buildText(event));
      if (event.type === 'round-started' && status.roundsDone === 0)
        line(`${roundText(event.round, plan, before)} …`);
      if (event.type === 'round') {
        line(
          `${roundText(event.round.round, plan, before)}: done · ${timeText(status, plan, event.elapsedMs)}${discardText(event)}`,
        );
        for (const ratio of ratios()) line(`  ${ratio}`);
      }
    },
    close() {},
  };
}

/** A few lines redrawn in place: what runs now, the time left, the ratios so far. */
export function liveProgress(plan: Plan, stream: NodeJS.WriteStream, ratios: RunningRatios): ProgressView {
  const block = createLogUpdate(stream, { showCursor: true });
  let status = initialStatus;
  let heardMs = Date.now();
  let shown: readonly string[] = [];
  const draw = () => {
    const elapsed = status.elapsedMs + Date.now() - heardMs;
    block(liveLines(plan, status, elapsed, shown, stream.columns || 80).join('\n'));
  };
  // The clock on the screen goes on while a slice takes its seconds; measuring happens in other processes.
  const ticker = setInterval(draw, 500);
  return {
    onEvent(event) {
      const before = status;
      status = follow(status, event);
      if (status.elapsedMs !== before.elapsedMs) heardMs = Date.now();
      if (event.type === 'round') shown = ratios();
      if (event.type === 'round' && event.round.discarded.length > 0) {
        block.clear();
        stream.write(`${roundText(event.round.round, plan, before.kept)}${discardText(event)}\n`);
      }
      if (event.type !== 'slice') draw();
    },
    close() {
      clearInterval(ticker);
      block.clear();
      block.done();
    },
  };
}

function liveLines(
  plan: Plan,
  status: Status,
  elapsedMs: number,
  ratios: readonly string[],
  columns: number,
): readonly string[] {
  const width = Math.max(20, Math.min(columns, 80) - 2);
  const share =
    plan.budgetSeconds === null
      ? status.roundsDone / (plan.rounds.max ?? plan.rounds.min)
      : elapsedMs / 1000 / plan.budgetSeconds;
  const filled = Math.max(0, Math.min(width, Math.round(width * share)));
  return [
    `${roundText(Math.max(1, status.round), plan, status.kept)} · ${timeText(status, plan, elapsedMs)}`,
    `${'━'.repeat(filled)}${'─'.repeat(width - filled)}`,
    status.now,
    ...ratios,
  ].map((line) => [...line].slice(0, columns - 1).join(''));
}

/** Modes up to which a line names them all. */
const mostNamed = 8;

type Started = Extract<RunEvent, { type: 'run-started' }>;

function startText(plan: Plan, { cells, earlier }: Started): string {
  const what =
    plan.search === undefined
      ? `${cells} ${cells === 1 ? 'cell' : 'cells'} a round`
      : 'the highest rate is sought';
  const bound = plan.budgetSeconds === null ? `${plan.rounds.max} rounds` : `${plan.budgetSeconds} s at most`;
  const done = earlier.rounds.length;
  const resumed = done > 0 ? `, going on after ${done} ${done === 1 ? 'round' : 'rounds'}` : '';
  const labels = plan.variants.map((variant) => variant.label);
  const modes = labels.length <= mostNamed ? labels.join(', ') : `${labels.length} modes`;
  if (plan.noise !== undefined) return `${noiseText(plan)}, ${bound}${resumed}`;
  if (plan.gate !== undefined) return `${gateText(plan, modes)}; ${gateBound(plan)}${resumed}`;
  return `${modes}: ${what}, ${bound}${resumed}`;
}

/** `the same twice: web on home, search; all of it in every round` */
function noiseText({ variants, scenarios }: Plan): string {
  const labels = variants.flatMap(({ again, label }) => (again === undefined ? [label] : []));
  const modes = labels.length <= mostNamed ? labels.join(', ') : `${labels.length} modes`;
  return `the same twice: ${modes} on ${scenariosText(scenarios)}; all of it in every round`;
}

/** `working tree against main@70dc05c: web, worker on home, search`; a gate against a record has no codes. */
function gateText({ variants, scenarios }: Plan, modes: string): string {
  const codes = variants.flatMap((variant) => codeOf(variant) ?? []);
  const [base, head] = [...new Set(codes.map(({ label }) => label))];
  const what =
    base === undefined || head === undefined
      ? modes
      : `${head} against ${base}: ${[...new Set(codes.map(({ mode }) => mode))].join(', ')}`;
  return `${what} on ${scenariosText(scenarios)}`;
}

function scenariosText(scenarios: Plan['scenarios']): string {
  return scenarios.length <= mostNamed
    ? scenarios.map(({ name }) => name).join(', ')
    : `${scenarios.length} scenarios`;
}

function gateBound({ gate, budgetSeconds }: Plan): string {
  const screened = gate?.looks[0]?.rounds ?? 1;
  const bound = budgetSeconds === null ? '' : `, ${budgetSeconds} s at most`;
  return `${screened} rounds of all, then of what looks worse${bound}`;
}

function discardText(event: Extract<RunEvent, { type: 'round' }>): string {
  const { discarded } = event.round;
  return discarded.length === 0 ? '' : ` · left out, the machine was disturbed: ${discarded.join('; ')}`;
}
