import { type Failed, type FailureKind, failureKinds, type LoadReport } from '../model/load.ts';

/** Of each kind of failure. */
export const samplesKept = 5;

/** Accounts for every request of a slice: sent = ok + Σ failed + unfinished. */
export class Tally {
  sent = 0;
  ok = 0;
  unfinished = 0;
  readonly #failed: Failed = {
    connect: 0,
    reset: 0,
    timeout: 0,
    status: 0,
    protocol: 0,
    body: 0,
    exhausted: 0,
    dropped: 0,
  };
  readonly #samples: LoadReport['samples'] = [];
  /** Answers by status code. */
  readonly #statuses = new Uint32Array(1000);

  answered(status: number): void {
    this.ok += 1;
    this.#count(status);
  }

  /** `status` of the answer when there was a whole one, else null. */
  failed(kind: FailureKind, detail: string, status: number | null): void {
    this.#failed[kind] += 1;
    if (status !== null) this.#count(status);
    // A few of each kind, so that a frequent one does not hide the others.
    if (this.#failed[kind] <= samplesKept) this.#samples.push({ kind, detail });
  }

  /** Answers that came whole, whatever their status and body. */
  get answers(): number {
    return this.ok + this.#failed.status + this.#failed.body;
  }

  get failures(): number {
    return failureKinds.reduce((sum, kind) => sum + this.#failed[kind], 0);
  }

  counts(): Pick<LoadReport, 'sent' | 'ok' | 'failed' | 'unfinished' | 'samples' | 'statuses'> {
    return {
      sent: this.sent,
      ok: this.ok,
      failed: { ...this.#failed },
      unfinished: this.unfinished,
      samples: [...this.#samples],
      statuses: Object.fromEntries(
        [...this.#statuses.entries()].filter(([, count]) => count > 0).map(([k, v]) => [`${k}`, v]),
      ),
    };
  }

  #count(status: number): void {
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
  }
}
