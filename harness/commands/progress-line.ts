import { createLogUpdate } from 'log-update';

/** What is done now, for a person who waits; on stderr. */
export interface ProgressLine {
  readonly show: (text: string) => void;
  /** Leaves the screen tidy. */
  readonly close: () => void;
}

/** One line redrawn in place on a terminal, a line each otherwise, nothing when asked to be quiet. */
export function lineOfProgress(quiet: boolean): ProgressLine {
  const { stderr } = process;
  if (quiet) return { show: () => {}, close: () => {} };
  const startedMs = Date.now();
  const stamped = (text: string) => `${Math.round((Date.now() - startedMs) / 1000)} s: ${text}`;
  if (!stderr.isTTY) return { show: (text) => void stderr.write(`${stamped(text)}\n`), close: () => {} };
  const block = createLogUpdate(stderr, { showCursor: true });
  return {
    show: (text) => block(stamped(text).slice(0, stderr.columns - 1)),
    close() {
      block.clear();
      block.done();
    },
  };
}
