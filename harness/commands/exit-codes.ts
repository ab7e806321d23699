import type { RunVerdict } from '../runs/run-verdict.ts';

/** What the shell and CI are told. */
export const exitCodes = {
  pass: 0,
  /** The harness or a server failed. */
  failed: 1,
  usage: 2,
  /** The measurement cannot answer what was asked. */
  noAnswer: 3,
  /** An objective was missed or a regression confirmed. */
  objective: 99,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What each says, for the help and the documents. */
export const exitMeanings: Readonly<Record<ExitCode, string>> = {
  0: 'pass',
  1: 'the harness or a server failed',
  2: 'bad usage or configuration',
  3: 'the measurement cannot answer what was asked',
  99: 'an objective was missed, a regression confirmed, or a claim came out as --fail-on names',
  130: 'interrupted by SIGINT; what was measured is kept',
  143: 'interrupted by SIGTERM; what was measured is kept',
};
/** What a run came to, as the shell is told it; which signal interrupted it is known elsewhere. */
export const exitCodeOf: Readonly<Record<RunVerdict, ExitCode>> = {
  pass: exitCodes.pass,
  failed: exitCodes.failed,
  'no-answer': exitCodes.noAnswer,
  missed: exitCodes.objective,
  interrupted: exitCodes.interrupted,
};
