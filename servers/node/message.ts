/**
 * What passes between the server and the app's handlers: plain data, so that a handler may be called directly or in
 * another thread.
 */

export type RouteName =
  | 'plain'
  | 'json'
  | 'page'
  | 'cpu'
  | 'wait'
  | 'io'
  | 'readAttendance'
  | 'writeAttendance'
  | 'loginForm'
  | 'login'
  | 'me'
  | 'upload'
  | 'error'
  | 'who';

export interface AppRequest {
  readonly route: RouteName;
  readonly query: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Empty where the route takes no body. */
  readonly body: Uint8Array;
  /** Media type as sent; empty when none was. */
  readonly contentType: string;
  /** Address of the peer. */
  readonly client: string;
  /** Only those whose signature holds, and only on routes that use cookies. */
  readonly cookies: Readonly<Record<string, string>>;
}

export interface AppAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** To be signed and set. */
  readonly cookies?: Readonly<Record<string, string>>;
}

/** Gets a request answered: by calling its handler, or by handing it to a thread. */
export type Answerer = (request: AppRequest) => AppAnswer | Promise<AppAnswer>;

export function jsonAnswer(status: number, value: unknown, extra: Partial<AppAnswer> = {}): AppAnswer {
  return {
    status,
    contentType: 'application/json; charset=utf-8',
    body: JSON.stringify(value),
    ...extra,
  };
}

export function errorAnswer(status: number, text: string, headers: Record<string, string> = {}): AppAnswer {
  return jsonAnswer(status, { error: text }, { headers });
}
