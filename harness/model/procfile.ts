/** `web: gunicorn app:app` in a Procfile, as far as it is written as it should be. */
export interface ProcfileLine {
  /** From 1. */
  readonly line: number;
  /** All of it. */
  readonly written: string;
  /** Empty where the line names no process. */
  readonly name: string;
  /** Empty where it has none. */
  readonly command: string;
}

/** The lines of a Procfile, one process type each; comments and empty lines are passed over. */
export function procfileLines(text: string): ProcfileLine[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  return lines.flatMap((written, index) => {
    if (/^\s*(#|$)/.test(written)) return [];
    const [, name = '', command = ''] = /^\s*([^\s:]+)\s*:(.*)$/.exec(written) ?? [];
    return [{ line: index + 1, written: written.trim(), name, command: command.trim() }];
  });
}
