import type { Peers, SliceWindow } from '../model/load.ts';
import type { SendingEnd } from './busy.ts';

/** After the shortest time a loader tells its peers of its answers so many times at most before there are enough. */
const tellings = 16;

/**
 * When a slice's sending ends: at `minMs`, or with the answer that makes `minAnswers` if that is later, or at
 * `maxMs`, whichever of the two last comes first. Asked at every answer and at both times; the end it then gives
 * is exact, for nothing is sent between two questions.
 *
 * Of several loaders none ends before all together have enough answers. Were each to end with its share of them, those
 * whose connections are served faster would end first, and the others have the server to themselves for the rest: in
 * the simulation of the tests their rates then add up to several percent too much. So each tells of its answers, and
 * `onEnough` is called when the harness has heard of enough. That comes a fraction of a millisecond late; the loader
 * that made them enough ends at the answer that did.
 */
export class StopRule {
  /** Called when a slice that several loaders drive has enough answers: a good time to ask. */
  onEnough: () => void = () => {};
  readonly #window: SliceWindow;
  readonly #peers: Peers | null;
  #enoughAt: number | null = null;
  #end: SendingEnd | null = null;
  #told = { answers: 0, atMs: 0 };
  /** That all have enough, and whether it was this loader's telling that made it so. */
  #heard: { readonly last: boolean } | null = null;

  constructor(window: SliceWindow, peers?: Peers) {
    this.#window = window;
    this.#peers = window.minAnswers === 0 ? null : (peers ?? null);
    if (window.minAnswers === 0) this.#enoughAt = 0;
    void this.#peers?.enough.then((last) => {
      this.#heard = { last };
      this.onEnough();
    });
  }

  /** Whether sending is over, `elapsedMs` after the start with so many answers (a current one included). */
  over(elapsedMs: number, answers: number): boolean {
    if (this.#end !== null) return true;
    if (this.#enoughAt === null) this.#look(elapsedMs, answers);
    this.#end = this.#decide(elapsedMs);
    return this.#end !== null;
  }

  /** How sending ended; null while it goes on. */
  get end(): SendingEnd | null {
    return this.#end;
  }

  #look(elapsedMs: number, answers: number): void {
    if (this.#heard !== null) this.#enoughAt = this.#heard.last ? this.#told.atMs : elapsedMs;
    else if (this.#peers !== null) this.#tell(this.#peers, elapsedMs, answers);
    else if (answers >= this.#window.minAnswers) this.#enoughAt = elapsedMs;
  }

  /** Once with a fair share of the answers, which is all that most slices need; more often when these are not enough. */
  #tell(peers: Peers, elapsedMs: number, answers: number): void {
    const { minMs, minAnswers } = this.#window;
    const { answers: before } = this.#told;
    const share = Math.ceil(minAnswers / peers.count);
    const early = elapsedMs < minMs;
    if (before >= (early ? share : minAnswers)) return;
    if (answers < (early ? share : before + Math.ceil(minAnswers / tellings))) return;
    this.#told = { answers, atMs: elapsedMs };
    peers.answers(answers);
  }

  #decide(elapsedMs: number): SendingEnd | null {
    const { minMs, maxMs } = this.#window;
    const enough = this.#enoughAt;
    const latest = Math.max(minMs, maxMs);
    if (enough !== null && enough <= minMs)
      return elapsedMs >= minMs ? { atMs: minMs, byCount: false } : null;
    if (enough !== null && enough < latest) return { atMs: enough, byCount: this.#heard?.last ?? true };
    return elapsedMs >= latest ? { atMs: latest, byCount: false } : null;
  }
}
