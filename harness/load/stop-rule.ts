import type { SliceWindow } from '../model/load.ts';
import type { SendingEnd } from './busy.ts';

/**
 * When a slice's sending ends: at `minMs`, or with the answer that makes `minAnswers` if that is later, or at
 * `maxMs`, whichever of the two last comes first. Asked at every answer and at both times; the end it then gives
 * is exact, for nothing is sent between two questions.
 */
export class StopRule {
  readonly #window: SliceWindow;
  #enoughAt: number | null = null;
  #end: SendingEnd | null = null;

  constructor(window: SliceWindow) {
    this.#window = window;
    if (window.minAnswers === 0) this.#enoughAt = 0;
  }

  /** Whether sending is over, `elapsedMs` after the start with so many answers (a current one included). */
  over(elapsedMs: number, answers: number): boolean {
    if (this.#end !== null) return true;
    if (this.#enoughAt === null && answers >= this.#window.minAnswers) this.#enoughAt = elapsedMs;
    this.#end = this.#decide(elapsedMs);
    return this.#end !== null;
  }

  /** How sending ended; null while it goes on. */
  get end(): SendingEnd | null {
    return this.#end;
  }

  #decide(elapsedMs: number): SendingEnd | null {
    const { minMs, maxMs } = this.#window;
    const enough = this.#enoughAt;
    const latest = Math.max(minMs, maxMs);
    if (enough !== null && enough <= minMs)
      return elapsedMs >= minMs ? { atMs: minMs, byCount: false } : null;
    if (enough !== null && enough < latest) return { atMs: enough, byCount: true };
    return elapsedMs >= latest ? { atMs: latest, byCount: false } : null;
  }
}
