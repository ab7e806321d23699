import type { LoadTarget } from './load.ts';
import type { ExpectedAnswer } from './own-server.ts';

/** How a variant's server is started and known to be ready. Built by `servers/`, carried out by `supervise/`. */

export type Readiness =
  /** Ready when `path` answers 200 with this launch's nonce in `nonceHeader`. */
  | { readonly kind: 'nonce'; readonly path: string; readonly nonceHeader: string }
  /**
   * Ready when a line of its output matched `pattern`, where there is one, `path` gives any HTTP answer below 500 and
   * the listener belongs to the launched tree.
   */
  | { readonly kind: 'answers'; readonly path: string; readonly pattern?: string }
  /** As `answers`, but any status will do: for modes that are declared to fail. */
  | { readonly kind: 'answers-anything'; readonly path: string }
  /**
   * Ready when a line of its output matches `pattern` and the listener belongs to the launched tree; nothing is asked.
   * Without a pattern, listening is enough.
   */
  | { readonly kind: 'listens'; readonly pattern?: string };

export interface LaunchSpec {
  /** Program and arguments; never passed through a shell. */
  readonly argv: readonly [string, ...string[]];
  /** Added to the harness's environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly ready: Readiness;
  /** What it must answer once it is ready, to be the right app; nothing is asked when absent. */
  readonly answer?: ExpectedAnswer;
  /** Where it is asked, when that is not plain HTTP on the host and port that its launcher was given. */
  readonly target?: LoadTarget;
  /** Ports of the servers that stand behind the one on the given port; each must be ready before that one is asked. */
  readonly behind?: readonly number[];
  /** Files that name the pids of servers behind a proxy, one a line, as they are started: should one end, nothing starts it again. */
  readonly behindPids?: readonly string[];
  /** Processes that must be alive in the tree before it counts as ready (workers and their master). */
  readonly processes: number;
  readonly stopSignal: NodeJS.Signals;
  /** Takes back what was written to the app's database since it was seeded, while the server runs; absent without one. */
  readonly reset?: () => Promise<void>;
}

export interface LaunchContext {
  readonly host: string;
  readonly port: number;
  /** Echoed by the server on `/health`; proves which launch answered. */
  readonly nonce: string;
  /** A further port of `host` that nobody listens on, for a server behind the one on `port`. */
  freePort(): Promise<number>;
  /** A fresh temporary folder of this launch; removed by the supervisor. */
  readonly workDir: string;
  readonly options: Readonly<Record<string, number>>;
  /** Signs sessions, in place of one drawn for this launch; an empty one is for the app to draw. */
  readonly secret?: string;
  /** A copy of the app's code to run in place of the installed one, where a stack can. */
  readonly appFolder?: string;
}

/** Turns a free port, a nonce and a temporary folder into a command; may copy files into the folder. */
export type Launcher = (context: LaunchContext) => Promise<LaunchSpec>;

/** Packages of Python that a mode runs on. */
export interface PythonPackages {
  /** The Python that has them; absolute. */
  readonly interpreter: string;
  /** Names of distributions: the framework's, then the server's own, then what it needs besides. */
  readonly distributions: readonly string[];
}

export type Availability =
  | {
      readonly installed: true;
      readonly version: string;
      /** Absent where a mode runs on more than packages of Python, or on none. */
      readonly python?: PythonPackages;
    }
  | { readonly installed: false; readonly missing: string; readonly install: string };

export interface ModeOption {
  readonly summary: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

/** An app other than the reference app that some modes can serve, to show what their server is capable of. */
export type OtherApp = 'asgi';

/** One way to serve the reference app. Adding a mode is one file that exports this and one line in the list. */
export interface ServerMode {
  readonly stack: string;
  readonly name: string;
  readonly summary: string;
  readonly development: boolean;
  /** A mode that answers nothing as it should, kept because a document names it. It need not pass the conformance suite. */
  readonly expect?: 'failing';
  readonly options: Readonly<Record<string, ModeOption>>;
  /** Facts that belong beside the figures, such as the scheduling policy. */
  notes(options: Readonly<Record<string, number>>): readonly string[];
  /** Requests that can block at once: 1, workers, threads, …; null where nothing bounds them before connections do. */
  parallelism(options: Readonly<Record<string, number>>): number | null;
  /** `×4`, or an empty string where the mode has no size. */
  size(options: Readonly<Record<string, number>>): string;
  availability(): Promise<Availability>;
  readonly launch: Launcher;
  /** The same server with other apps, where it can serve them. */
  readonly otherApps?: Readonly<Partial<Record<OtherApp, Pick<ServerMode, 'availability' | 'launch'>>>>;
}

/**
 * What stands round a mode: a proxy in front of it, a process manager about it. Written `prefork+nginx`. Adding one is
 * one file that exports this and one line in the list.
 */
export interface ServerLayer {
  readonly name: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, ModeOption>>;
  notes(options: Readonly<Record<string, number>>): readonly string[];
  /** How many of the server that it stands round it runs. */
  copies(options: Readonly<Record<string, number>>): number;
  availability(): Promise<Availability>;
  /** The launcher of the mode with this layer round it, on the same port. */
  wrap(inner: Launcher): Launcher;
}
