import type { LoadTarget } from '../../model/load.ts';
import { bodyText, type RequestSpec, type StatusCheck } from '../../model/scenario.ts';
import { AnswerMemory } from './answer-memory.ts';
import { type PreparedCheck, prepareCheck } from './body-check.ts';
import type { AnswerReader } from './parser.ts';

/** A request as bytes, with the checks on its answer; made once per slice, sent many times. */
export interface PreparedRequest {
  /** Method and path, for a person to read. */
  readonly label: string;
  readonly bytes: Buffer;
  /** HEAD: its answer has no body, whatever its fields say. */
  readonly head: boolean;
  readonly status: StatusCheck;
  readonly body: PreparedCheck;
  /** Takes from the answer what later requests need; null for most requests, which need nothing of it. */
  readonly reader: AnswerReader | null;
  /** Of its answers; null where each must be read, for something is taken from it or no other is like it. */
  readonly memory: AnswerMemory | null;
}

const methodPattern = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const pathPattern = /^[\x21-\x7e]+$/;
const namePattern = methodPattern;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a field's value must not hold
const badValue = /[\x00\r\n]/;

/** Throws a RangeError when the request cannot be written as HTTP/1.1. `again`: it will be sent more than once. */
export function prepareRequest(
  spec: RequestSpec,
  target: LoadTarget,
  reader: AnswerReader | null = null,
  again = true,
): PreparedRequest {
  const head = [
    `${checked(spec.method, methodPattern, 'method')} ${checked(spec.path, pathPattern, 'path')} HTTP/1.1`,
  ];
  const given = new Set(Object.keys(spec.headers).map((name) => name.toLowerCase()));
  const body = bodyText(spec.body ?? '');

  if (!given.has('host')) head.push(`Host: ${authority(target)}`);
  for (const [name, value] of Object.entries(spec.headers)) {
    checked(name, namePattern, 'header name');
    if (badValue.test(value)) throw new RangeError(`the value of header ${name} cannot be sent`);
    head.push(`${name}: ${value}`);
  }
  if (spec.body !== null && !given.has('content-length') && !given.has('transfer-encoding')) {
    head.push(`Content-Length: ${Buffer.byteLength(body)}`);
  }

  return {
    label: `${spec.method} ${spec.path}`,
    bytes: Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`, 'utf8'),
    head: spec.method === 'HEAD',
    status: spec.expect.status,
    body: prepareCheck(spec.expect.body),
    reader,
    memory: reader === null && again ? new AnswerMemory() : null,
  };
}

export function statusMatches(check: StatusCheck, status: number): boolean {
  return check === 'success' ? status >= 200 && status < 400 : status === check;
}

/** Without the port that the scheme stands for, as browsers write it. */
function authority({ host, port, tls }: LoadTarget): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === (tls === undefined ? 80 : 443) ? name : `${name}:${port}`;
}

function checked(text: string, pattern: RegExp, what: string): string {
  if (!pattern.test(text)) throw new RangeError(`the ${what} ${JSON.stringify(text)} cannot be sent`);
  return text;
}
