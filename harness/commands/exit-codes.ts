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
