import { type ExitCode, exitCodes } from './exit-codes.ts';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** The exit code of the signal that came, if one did. */
  exitCode(): ExitCode | null;
  /** Gives the signals back to their defaults. */
  dispose(): void;
}

const codes = {
  SIGINT: exitCodes.interrupted,
  SIGTERM: exitCodes.terminated,
  SIGHUP: exitCodes.terminated,
} as const;

/**
 * The first signal asks for an orderly end: servers are stopped and what was measured is kept. A second one ends the
 * process at once; the warden, which outlives it, then kills what is left.
 */
export function listenForInterrupt(announce: (text: string) => void): Interrupt {
  const controller = new AbortController();
  let code: ExitCode | null = null;
  const listeners = Object.entries(codes).map(([name, exitCode]) => {
    const listener = () => {
      if (code !== null) process.exit(code);
      code = exitCode;
      announce(`${name}: stopping the servers and keeping what was measured; once more to end at once`);
      controller.abort();
    };
    process.on(name, listener);
    return { name, listener };
  });
  return {
    signal: controller.signal,
    exitCode: () => code,
    dispose() {
      for (const { name, listener } of listeners) process.off(name, listener);
    },
  };
}
