import type { RequestSpec } from '../model/scenario.ts';

export interface InProcessAnswer {
  readonly status: number;
  readonly body: string;
}

/** The reference app without a server. CPU times are those of the whole process that runs it, as of servers. */
export interface InProcess {
  /** What stands between a handler and a server: `Fastify, no socket`. */
  readonly frameworkLabel: string;
  answer(request: RequestSpec): Promise<InProcessAnswer>;
  /** CPU ms per call of the handler alone, called for about so long; null where it cannot be called alone. */
  handlerMs(request: RequestSpec, forMs: number): Promise<number | null>;
  /** The same through the framework. */
  frameworkMs(request: RequestSpec, forMs: number): Promise<number>;
  close(): Promise<void>;
}

/** Whether an answer is what the scenario expects. */
export function answersAsExpected({ expect }: RequestSpec, { status, body }: InProcessAnswer): boolean {
  const statusHolds = expect.status === 'success' ? status >= 200 && status < 400 : expect.status === status;
  if (!statusHolds || expect.body.kind === 'any') return statusHolds;
  if (expect.body.kind === 'length') return Buffer.byteLength(body) === expect.body.bytes;
  return expect.body.kind === 'exact' ? body === expect.body.text : body.includes(expect.body.text);
}
