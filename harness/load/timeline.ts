import type { LoadReport } from '../model/load.ts';

/** Counts what ends in each step of a slice. An outcome costs one addition, so that steps may be short. */
export class Timeline {
  readonly #stepMs: number;
  #ok = new Uint32Array(1024);
  #failed = new Uint32Array(1024);

  constructor(stepMs: number) {
    this.#stepMs = stepMs;
  }

  answer(elapsedMs: number): void {
    const step = Math.floor(elapsedMs / this.#stepMs);
    if (step >= this.#ok.length) this.#grow(step);
    this.#ok[step] = (this.#ok[step] ?? 0) + 1;
  }

  failure(elapsedMs: number): void {
    const step = Math.floor(elapsedMs / this.#stepMs);
    if (step >= this.#failed.length) this.#grow(step);
    this.#failed[step] = (this.#failed[step] ?? 0) + 1;
  }

  /** All steps that began within `totalMs`, also those in which nothing ended: a gap at the end is one too. */
  until(totalMs: number): NonNullable<LoadReport['timeline']> {
    const steps = Math.floor(totalMs / this.#stepMs) + 1;
    if (steps > this.#ok.length) this.#grow(steps);
    return {
      stepMs: this.#stepMs,
      ok: [...this.#ok.subarray(0, steps)],
      failed: [...this.#failed.subarray(0, steps)],
    };
  }

  #grow(step: number): void {
    const length = 2 ** Math.ceil(Math.log2(step + 1));
    this.#ok = longer(this.#ok, length);
    this.#failed = longer(this.#failed, length);
  }
}

function longer(counts: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(length);
  grown.set(counts);
  return grown;
}
