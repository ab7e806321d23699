import { flowFaults, needsFlow, openingFaults } from '../../model/flow.ts';
import type { LoadTarget } from '../../model/load.ts';
import type { RequestSpec } from '../../model/scenario.ts';
import type { Client } from './client.ts';
import { FlowSequence } from './flow-sequence.ts';
import { type PreparedRequest, prepareRequest } from './request.ts';
import { noSources, type Sources } from './sources.ts';

/** Which request each client sends next. Outlives slices: what a client carries from answer to request stays. */
export interface Sequence {
  /** A slice begins. `seed`: of all that it draws. */
  begin(seed: number): void;
  /** Null when none can be made: the slice then ends, and {@link hook} tells why. */
  next(client: Client): PreparedRequest | null;
  /** Whether the request that this client was given last is an opening step. */
  opens(client: Client): boolean;
  /** Whether the request that this client gets next is an opening step. */
  mustOpen(client: Client): boolean;
  /** The request in flight did not end well; `answered` when a whole answer came all the same. */
  failed(client: Client, answered: boolean): void;
  /** Of this slice, where a hook makes requests; null where none does. */
  readonly hook: HookUse | null;
}

export interface HookUse {
  /** Time that making requests took, ms. */
  readonly ms: number;
  /** Why no more can be made, for a person to read; null while all is well. */
  readonly fault: string | null;
}

/** @throws RangeError when the requests make no sense together, or cannot be written as HTTP/1.1 */
export function prepareSequence(
  requests: readonly RequestSpec[],
  target: LoadTarget,
  sources: Sources = noSources,
): Sequence {
  const { hook, feed } = sources;
  if (hook === null && !needsFlow(requests))
    return new InTurn(requests.map((request) => prepareRequest(request, target)));
  const faults =
    hook === null ? flowFaults(requests, feed?.feed.columns) : openingFaults(requests, feed?.feed.columns);
  if (faults.length > 0) throw new RangeError(faults.join('; '));
  return new FlowSequence(requests, target, sources);
}

/** Fixed requests, sent in turn from the first on in each slice. It keeps nothing, for most slices need no more. */
export class InTurn implements Sequence {
  readonly hook = null;
  readonly #requests: readonly PreparedRequest[];

  constructor(requests: readonly PreparedRequest[]) {
    this.#requests = requests;
  }

  begin(): void {}

  next(client: Client): PreparedRequest {
    return this.#requests[client.sentInSlice % this.#requests.length] as PreparedRequest;
  }

  opens(): boolean {
    return false;
  }

  mustOpen(): boolean {
    return false;
  }

  failed(): void {}
}
