import { configNameSchema, type ModeConfig } from '../model/config.ts';
import { type ProcfileLine, procfileLines } from '../model/procfile.ts';
import type { Variant } from '../model/variant.ts';
import { ownVariants } from './own-modes.ts';
import { parseCount, quote } from './parse-quantity.ts';
import { nameHint, type Problems } from './problems.ts';
import { splitShellLine } from './shell-line.ts';

/** A Procfile as it was read. */
export interface ReadProcfile {
  /** As it was named. */
  readonly path: string;
  /** Absolute; its commands run there. */
  readonly folder: string;
  readonly text: string;
  /** What `$NAME` in it stands for. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export type ProcfileEntry = Omit<ProcfileLine, 'written'>;

/** `web: gunicorn -b 127.0.0.1:$PORT app:app`: those that are written as they should be; what is wrong with others is noted. */
export function parseProcfile({ path, text }: ReadProcfile, problems: Problems): ProcfileEntry[] {
  const entries: ProcfileEntry[] = [];
  for (const { line, written, name, command } of procfileLines(text)) {
    const where = `${path}:${line}`;
    if (name === '') {
      problems.add(where, `${quote(written)} names no process`, 'write web: node server.js --port $PORT');
    } else if (!configNameSchema.safeParse(name).success) {
      problems.add(where, `${quote(name)} cannot name a mode`, 'use letters, digits, . _ - (at most 64)');
    } else if (command === '') {
      problems.add(where, `${name} has no command`, `write ${name}: node server.js --port $PORT`);
    } else if (entries.some((entry) => entry.name === name)) {
      problems.add(where, `${quote(name)} is named twice`);
    } else entries.push({ name, line, command });
  }
  return entries;
}

/** Which of the processes are compared, and in which sizes, as written. */
export interface ProcfileChoice {
  readonly modes?: string | undefined;
  readonly workers?: string | undefined;
  readonly tls?: boolean | undefined;
  readonly insecure?: boolean | undefined;
}

/** Those whose names begin so serve requests, by the custom of Procfiles. */
const webPrefix = 'web';

/**
 * The chosen processes as variants. With --workers each is started with WEB_CONCURRENCY, by which such servers are told
 * their number of workers.
 */
export function variantsOfProcfile(
  procfile: ReadProcfile,
  choice: ProcfileChoice,
  problems: Problems,
): Variant[] {
  const workers = choice.workers === undefined ? undefined : countsOf(choice.workers, problems);
  return chosen(procfile, parseProcfile(procfile, problems), choice.modes, problems).flatMap(
    ({ name, line, command }) => {
      const where = `${procfile.path}:${line}`;
      const value = variableOf(procfile, where, workers !== undefined, problems);
      const { assignments, words, faults } = splitShellLine(command, value);
      for (const fault of faults) {
        const hint =
          'put it into a script that the line starts, or into a configuration file, with shell: true';
        problems.add(where, fault, hint);
      }
      if (words.length === 0) {
        if (faults.length === 0) problems.add(where, `${quote(command)} has no program`);
        return [];
      }
      const env = { ...assignments, ...(workers === undefined ? {} : { WEB_CONCURRENCY: '{workers}' }) };
      const mode: ModeConfig = {
        command: [...words],
        ...(Object.keys(env).length === 0 ? {} : { env }),
        ...(choice.tls ? { tls: choice.insecure ? 'insecure' : true } : {}),
      };
      const context = { folder: procfile.folder, ...(workers === undefined ? {} : { workers }) };
      return ownVariants(name, mode, context, () => where, problems).map((variant) =>
        asWritten(variant, command),
      );
    },
  );
}

/** The line itself, for reports: the values of its variables may be secrets, and are put in when it is started. */
function asWritten(variant: Variant, command: string): Variant {
  const { source } = variant;
  return source.kind === 'command' ? { ...variant, source: { ...source, command } } : variant;
}

/** Undefined where none of them is a number of workers. */
function countsOf(text: string, problems: Problems): readonly number[] | undefined {
  const bounds = { min: 1, max: 1024 };
  const counts = text.split(',').flatMap((part) => parseCount('--workers', part, bounds, problems) ?? []);
  return counts.length === 0 ? undefined : [...new Set(counts)];
}

function chosen(
  { path }: ReadProcfile,
  entries: readonly ProcfileEntry[],
  modes: string | undefined,
  problems: Problems,
): readonly ProcfileEntry[] {
  const known = entries.map(({ name }) => name);
  if (modes === undefined) {
    const found = entries.filter(({ name }) => name.startsWith(webPrefix));
    if (found.length > 0) return found;
    const message = entries.length === 0 ? 'has no process' : 'has no process whose name begins with web';
    const hint =
      entries.length === 0
        ? 'write web: node server.js --port $PORT'
        : `choose with --modes: ${known.join(', ')}`;
    problems.add(path, message, hint);
    return [];
  }
  const names = [...new Set(modes.split(',').map((name) => name.trim()))].filter((name) => name !== '');
  if (names.length === 0)
    problems.add('--modes', 'names nothing', `processes of ${path}: ${known.join(', ')}`);
  return names.flatMap((name) => {
    const entry = entries.find((candidate) => candidate.name === name);
    if (entry !== undefined) return [entry];
    problems.add('--modes', `${path} has no process ${quote(name)}`, nameHint(name, known));
    return [];
  });
}

/** PORT is drawn for each launch; other variables are looked at now, and their values put in when it is started. */
function variableOf(
  { environment }: ReadProcfile,
  where: string,
  sized: boolean,
  problems: Problems,
): (name: string, fallback: string | null, quoted: boolean) => string {
  return (name, fallback, quoted) => {
    if (name === 'PORT') return '{port}';
    if (name === 'WEB_CONCURRENCY' && sized) return '{workers}';
    const value = environment[name];
    if (fallback !== null && (value === undefined || value === '')) return fallback;
    if (value === undefined) {
      const hint = 'set it before bench is called; a .env file is not read: set -a; . ./.env; set +a';
      problems.add(where, `$${name} is not set`, hint);
      return '';
    }
    if (!quoted && /\s/.test(value)) {
      const message = `the value of $${name} has spaces, at which a shell would split it`;
      problems.add(where, message, `write "$${name}" to keep it whole, or its words into the line`);
    }
    return value === '' ? '' : `{env.${name}}`;
  };
}
