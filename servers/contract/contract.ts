import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The contract of the reference app: an attendance tracker that every stack serves alike. Everything that stacks in
 * other languages need is in plain files of this folder:
 *
 * - `contract.json`: routes, limits, defaults, fixed texts and error texts;
 * - `cases.json`: requests with the answers that every mode must give (the conformance suite sends them);
 * - `page.html`, `login.html`: the documents of `/page` and `/login`, compared as parsed documents;
 * - `schema.sql`, `seed.sql`: the database; `static/`: the files under `/static/`.
 *
 * A server is told `BENCH_NONCE` (echoed by `/health`), `BENCH_DATABASE` (path of its own copy, in WAL mode; open it
 * with a busy timeout of 5 s and `synchronous = NORMAL`) and, outside development, `BENCH_SECRET` (signs cookies).
 *
 * Rules that the files cannot say:
 * - Bodies are JSON without spaces and with non-ASCII left as it is: `JSON.stringify`, or in Python
 *   `json.dumps(x, separators=(',', ':'), ensure_ascii=False)`. No whole number is ever written as a float.
 * - `GET` routes answer `HEAD` too; `Allow` lists `GET, HEAD` before other methods; any other method is 405.
 *   A path without a route is 404, whatever the method. Errors are `{"error":"…"}` with a text of `errors`.
 * - Whole numbers in a query are ASCII digits without sign or leading zero; a repeated parameter is bad input.
 * - `/health` is 503 `{"status":"starting"}` until every declared worker or thread can answer.
 * - `/cpu`: SHA-256 of the seed text, then `rounds - 1` times SHA-256 of the 32 bytes before; hex of the last.
 * - `/page` and `GET /api/attendance` read the database on every request; entries come in order of id. `POST` wants
 *   `application/json`; days in `closed_day` take no entries, so what the seed wrote stays as it is.
 * - `POST /login` (form) checks in this order: fields (400), CSRF token (403), failures of this client within the
 *   window (429 with `Retry-After`), password (401). An attempt is counted before its password is checked, in one
 *   write transaction, so the limit is exact across workers; success takes this client's failures back.
 * - A body over its route's limit is read and dropped up to `drainBytes` and `drainSeconds`, then 413; past those
 *   bounds the 413 comes at once and the connection is closed. Other routes drop a body likewise and ignore it.
 * - A mode with a queue of its own refuses a request with 503 when `waitingRequests` others wait already.
 * - `/error` raises: 500 `{"error":"internal server error"}`; in development modes the body also holds the text
 *   `deliberate failure`. `/login`, `/me`, `/who` and `/error` hold variable fields.
 */
export interface Contract {
  readonly nonceHeader: string;
  readonly routes: readonly { readonly path: string; readonly methods: readonly string[] }[];
  readonly plain: string;
  readonly json: Readonly<Record<string, unknown>>;
  readonly page: { readonly date: string };
  readonly cpu: { readonly seed: string; readonly rounds: NumberBounds };
  readonly delay: { readonly ms: NumberBounds };
  readonly attendance: { readonly statuses: readonly string[]; readonly maxRows: number };
  readonly login: { readonly maxFailures: number; readonly windowSeconds: number };
  readonly limits: {
    readonly bodyBytes: number;
    readonly uploadBytes: number;
    readonly drainBytes: number;
    readonly drainSeconds: number;
    readonly waitingRequests: number;
  };
  readonly errors: Readonly<Record<ErrorName, string>>;
}

/** A whole number in a query: what stands for it when it is not given, and its bounds, both allowed. */
export interface NumberBounds {
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

export type ErrorName =
  | 'badRequest'
  | 'badRounds'
  | 'badMs'
  | 'badDate'
  | 'badEntry'
  | 'badStatus'
  | 'unknownStudent'
  | 'closedDay'
  | 'badForm'
  | 'badCsrf'
  | 'badLogin'
  | 'tooManyLogins'
  | 'notLoggedIn'
  | 'notFound'
  | 'methodNotAllowed'
  | 'tooLarge'
  | 'overloaded'
  | 'internal'
  | 'deliberate';

/** Absolute path of a file or folder of the contract. */
export function contractPath(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** Read, not imported: Node 20 warns on stderr about imported JSON. */
export const contract = JSON.parse(readFileSync(contractPath('contract.json'), 'utf8')) as Contract;
