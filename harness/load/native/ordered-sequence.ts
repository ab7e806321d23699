import type { LoadOrder, LoadTarget } from '../../model/load.ts';
import { sendable } from './sendable.ts';
import { prepareSequence, type Sequence } from './sequence.ts';
import { sourcesOf } from './sources.ts';

/** What the orders of one session send. The last is kept: what clients carry from answer to request outlives a slice. */
export class OrderedSequence {
  readonly #target: LoadTarget;
  #last: { readonly of: string; readonly sequence: Promise<Sequence> } | null = null;

  constructor(target: LoadTarget) {
    this.#target = target;
  }

  /** Rejects with a FailureError when it cannot be sent, or files that it takes from are not as they should be. */
  of(order: LoadOrder): Promise<Sequence> {
    const { requests, hook, feed, share } = order;
    const of = JSON.stringify({ requests, hook, feed, share });
    if (this.#last?.of === of) return this.#last.sequence;
    const sequence = sourcesOf(order).then((sources) =>
      sendable(() => prepareSequence(requests, this.#target, sources)),
    );
    this.#last = { of, sequence };
    return sequence;
  }
}
