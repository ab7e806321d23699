import type { Instruments, RunningServer } from '../../harness/measure/instruments.ts';
import { type Failure, FailureError } from '../../harness/model/failure.ts';
import type { HookCall } from '../../harness/model/hook.ts';
import { levelValue } from '../../harness/model/level.ts';
import type { LoadOrder, LoadReport } from '../../harness/model/load.ts';
import type { MachineDelta } from '../../harness/model/machine.ts';
import type { MemorySample } from '../../harness/model/memory.ts';
import { encodeHistogram, newHistogram } from '../../harness/stats/histogram.ts';

export const calm: MachineDelta = {
  elapsedMs: 250,
  cores: 2,
  busyShare: 0.5,
  stealShare: 0,
  foreignCores: 0,
  pressure: null,
};

const memory: MemorySample = { method: 'smaps', rss: 3, pss: 2, uss: 1, footprint: 2, processes: [] };

/** A world without processes whose clock moves only when a server starts or a slice is driven. */
export class FakeWorld {
  clock = 0;
  /** `start dev`, `drive dev 8`, `stop dev`, … in order. */
  readonly log: string[] = [];
  alive = 0;
  mostAlive = 0;
  driving = 0;
  mostDriving = 0;
  loadersStarted = 0;
  loadersStopped = 0;
  machine: MachineDelta = calm;
  /** How long a server takes to get warm, ms of load. */
  rampMs = 100;
  #loadedMs = 0;
  #cpuMs = 0;
  /** Called before a server starts; throwing makes the start fail. */
  onStart: (variant: string) => void = () => {};
  /** Called before a slice; may kill servers, abort, or throw what the session should reject with. */
  onDrive: (variant: string, order: LoadOrder) => void = () => {};
  onStop: (variant: string) => Failure | null = () => null;
  /** With which orders ahead sessions were opened. */
  readonly ahead: (LoadOrder | undefined)[] = [];
  /** Called when a database is reset; throwing makes that fail. */
  onReset: (variant: string) => void = () => {};
  /** Called when a hook is run; throwing makes it fail. */
  onHook: (hook: HookCall['hook'], trial: HookCall['trial']) => void | Promise<void> = () => {};
  readonly dead = new Set<string>();
  /** Variants that ran already, of whose processes nothing is known. */
  readonly unsampled = new Set<string>();
  readonly #ports = new Map<number, string>();

  kill(variant: string): void {
    this.dead.add(variant);
  }

  readonly instruments: Instruments = {
    startServer: async (variant) => {
      this.log.push(`start ${variant}`);
      this.clock += 100;
      this.onStart(variant);
      this.dead.delete(variant);
      this.alive += 1;
      this.mostAlive = Math.max(this.mostAlive, this.alive);
      const port = 1000 + this.#ports.size;
      this.#ports.set(port, variant);
      return this.#server(variant, port);
    },
    startLoader: async () => {
      this.loadersStarted += 1;
      return {
        open: async ({ port }, connections, ahead) => {
          this.ahead.push(ahead);
          const variant = this.#ports.get(port) ?? '?';
          this.log.push(`open ${variant} ${connections}`);
          return {
            drive: (order) => this.#drive(variant, order),
            close: async () => {
              this.log.push(`close ${variant} ${connections}`);
            },
          };
        },
        stop: async () => {
          this.loadersStopped += 1;
        },
      };
    },
    runHook: async ({ hook, trial }) => {
      const { mode, scenario, level } = trial;
      this.log.push([hook, mode, scenario, level].filter((one) => one !== undefined).join(' '));
      await this.onHook(hook, trial);
    },
    watchMachine: async () => async () => this.machine,
    now: () => this.clock,
  };

  #server(variant: string, port: number): RunningServer {
    const known = !this.unsampled.has(variant);
    return {
      target: { host: '127.0.0.1', port },
      readyMs: known ? 100 : null,
      ...(known ? {} : { unsampled: 'no-listener' as const }),
      hasExited: () =>
        this.dead.has(variant) ? { exitCode: null, signal: 'SIGKILL', stderrTail: 'aargh' } : null,
      cpuMs: async () => (known ? this.#cpuMs : null),
      memory: async () => (known ? memory : null),
      reset: async () => {
        this.log.push(`reset ${variant}`);
        this.onReset(variant);
      },
      stop: async () => {
        this.alive -= 1;
        this.log.push(`stop ${variant}`);
        return this.onStop(variant);
      },
    };
  }

  /** CPU of a slice of a hundred answers: ten times as much before the server is warm. */
  #cost(ms: number): number {
    const cold = Math.max(0, 1 - this.#loadedMs / this.rampMs);
    this.#loadedMs += ms;
    return 100 + 900 * cold;
  }

  async #drive(variant: string, order: LoadOrder): Promise<LoadReport> {
    this.log.push(`drive ${variant} ${levelValue(order.level)}`);
    this.driving += 1;
    this.mostDriving = Math.max(this.mostDriving, this.driving);
    try {
      await Promise.resolve();
      this.onDrive(variant, order);
      this.clock += order.window.minMs;
      this.#cpuMs += this.#cost(order.window.minMs);
      return reportOf(order);
    } finally {
      this.driving -= 1;
    }
  }
}

export function loaderDeath(): FailureError {
  return new FailureError({
    reason: 'loader-exited',
    variant: '',
    phase: '',
    exitCode: null,
    signal: 'SIGKILL',
  });
}

function reportOf(order: LoadOrder): LoadReport {
  return {
    sent: 100,
    ok: 100,
    failed: { connect: 0, reset: 0, timeout: 0, status: 0, protocol: 0, body: 0, exhausted: 0, dropped: 0 },
    unfinished: 0,
    samples: [],
    statuses: { '200': 100 },
    reconnects: { idle: 0, afterAnswer: 0, afterFailure: 0 },
    windowMs: order.window.minMs,
    totalMs: order.window.minMs,
    busy: { answers: 100, elapsedMs: order.window.minMs },
    opening: 1,
    responseTime: encodeHistogram(newHistogram()),
    responses: 0,
    bytesReceived: 0,
    generator: { cpuMs: 1, eventLoopUtilization: 0.1 },
  };
}
