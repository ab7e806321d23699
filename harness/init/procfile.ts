import { procfileLines } from '../model/procfile.ts';
import type { Folder, Seen } from './folder.ts';

const procfile = 'Procfile';

/** The line of a Procfile that serves the web; null without one. */
export function findWebLine(folder: Folder): Seen<string> | null {
  const lines = procfileLines(folder.text(procfile) ?? '');
  const found = lines.find(({ name, command }) => name === 'web' && command !== '');
  return found === undefined ? null : { value: found.command, place: { file: procfile, line: found.line } };
}

export interface WebCommand {
  readonly command: string;
  /** It has what only a shell understands. */
  readonly shell: boolean;
  /** It does something else before it serves, such as to change the database. */
  readonly prepares: boolean;
}

/** `gunicorn -b :$PORT app:app` → `gunicorn -b :{port} app:app`; PORT is set as well, for servers that read it. */
export function webCommand(line: string): WebCommand {
  const command = line.replace(/\$\{PORT(?::-?[^}]*)?\}|\$PORT\b|["']\$PORT["']/g, '{port}');
  return {
    command,
    shell: /[$`|;&<>]|^[A-Za-z_]\w*=/.test(command),
    prepares: /;|&&/.test(command) && !/^cd\s+\S+\s*&&[^;&]*$/.test(command),
  };
}

/** What a container of the app would start: a hint, for its paths and packages are not those of this machine. */
export function findContainerCommand(folder: Folder): Seen<string> | null {
  const text = folder.text('Dockerfile');
  if (text === null) return null;
  const lines = text.split('\n');
  const last = lines.findLastIndex((line) => /^\s*(?:CMD|ENTRYPOINT)\s+\S/i.test(line));
  const command = /^\s*(?:CMD|ENTRYPOINT)\s+(.*)$/i.exec(lines[last] ?? '')?.[1];
  if (command === undefined) return null;
  return { value: wordsOf(command.trim()), place: { file: 'Dockerfile', line: last + 1 } };
}

/** `["gunicorn", "app:app"]` → `gunicorn app:app` */
function wordsOf(command: string): string {
  try {
    const words: unknown = JSON.parse(command);
    return Array.isArray(words) ? words.join(' ') : command;
  } catch {
    return command.replace(/\s*\\$/, ' …');
  }
}
