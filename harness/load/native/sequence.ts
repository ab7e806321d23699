import { flowFaults, needsFlow } from '../../model/flow.ts';
import type { LoadTarget } from '../../model/load.ts';
import type { RequestSpec } from '../../model/scenario.ts';
import type { Client } from './client.ts';
import { FlowSequence } from './flow-sequence.ts';
import { type PreparedRequest, prepareRequest } from './request.ts';

/** Which request each client sends next. Outlives slices: what a client carries from answer to request stays. */
export interface Sequence {
  next(client: Client): PreparedRequest;
  /** Whether the request that this client was given last is an opening step. */
  opens(client: Client): boolean;
  /** Whether the request that this client gets next is an opening step. */
  mustOpen(client: Client): boolean;
  /** The request in flight did not end well; `answered` when a whole answer came all the same. */
  failed(client: Client, answered: boolean): void;
}

/** @throws RangeError when the requests make no sense together, or cannot be written as HTTP/1.1 */
export function prepareSequence(requests: readonly RequestSpec[], target: LoadTarget): Sequence {
  if (!needsFlow(requests)) return new InTurn(requests.map((request) => prepareRequest(request, target)));
  const faults = flowFaults(requests);
  if (faults.length > 0) throw new RangeError(faults.join('; '));
  return new FlowSequence(requests, target);
}

/** Fixed requests, sent in turn from the first on in each slice. It keeps nothing, for most slices need no more. */
export class InTurn implements Sequence {
  readonly #requests: readonly PreparedRequest[];

  constructor(requests: readonly PreparedRequest[]) {
    this.#requests = requests;
  }

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
