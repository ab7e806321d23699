import type { Course, ExperimentName, Findings, WorkerShare } from '../model/experiment.ts';
import type { OtherApp, PythonPackages } from '../model/launch.ts';
import type { LoadSession, LoadTarget } from '../model/load.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Variant } from '../model/variant.ts';
import type { ServerProcess } from '../supervise/server-process.ts';

/** How a server is started for an act, where that differs from how a run starts it. */
export interface StartHow {
  /** Signs sessions; as in a run (drawn at each start) when absent. */
  readonly secret?: string;
  /** A copy of the app's code to run in place of the installed one. */
  readonly appFolder?: string;
  /** Options of the mode, in place of the variant's. */
  readonly options?: Readonly<Record<string, number>>;
  /** Served in place of the reference app. */
  readonly app?: OtherApp;
}

export type ServerUnderTest = ServerProcess;

/**
 * What an act may use. Servers, sessions and folders that it asks for are ended by whoever runs it, also when it throws;
 * it may end them earlier itself.
 */
export interface Bench {
  readonly variant: Variant;
  /** What the mode runs on, as it says itself (`Availability`); null where that are not packages of Python alone. */
  packages(): Promise<PythonPackages | null>;
  /**
   * Starts fresh processes of the variant. Rejects with FailureError after cleaning up, and with {@link NotApplicable}
   * when its server cannot serve the other app that was asked for.
   */
  start(how?: StartHow): Promise<ServerUnderTest>;
  /** Opens a session of load from the run's loader process; several may be driven at once. */
  openLoad(target: LoadTarget, connections: number): Promise<LoadSession>;
  /** A fresh temporary folder. */
  folder(): Promise<string>;
  /** By name; throws when there is none, for the harness names only those that exist. */
  scenario(name: string): Scenario;
  readonly requestTimeoutMs: number;
  readonly signal: AbortSignal;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
}

/** What an act found out. */
export interface Found<Name extends ExperimentName> {
  readonly findings: Findings<Name>;
  /** What the load did; null without load. */
  readonly scenario?: string | null;
  readonly remarks?: readonly string[];
  readonly courses?: readonly Course[];
  readonly perWorker?: readonly WorkerShare[];
}

/** Thrown by an act that makes no sense for the variant, with one plain sentence: "It has no master." */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

/** One act on one variant: does something and looks what happens. Rejects with FailureError or {@link NotApplicable}. */
export type Act<Name extends ExperimentName> = (bench: Bench) => Promise<Found<Name>>;

/**
 * An experiment of the catalogue (`harness/model/experiment.ts`), carried out. Adding one is an entry there, one file
 * here that exports this, and one line in the list of `index.ts`.
 */
export interface Experiment<Name extends ExperimentName = ExperimentName> {
  readonly name: Name;
  /** By the names of the catalogue's acts. A function gives several results where it tries several scenarios. */
  readonly acts: Readonly<Record<string, Act<Name> | readonly Act<Name>[]>>;
}
