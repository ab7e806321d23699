import { resolve } from 'node:path';
import { parseArgsStringToArgv } from 'string-argv';
import { shellCommand } from '../model/command-line.ts';
import type { ModeConfig } from '../model/config.ts';
import type { BuildStep, OwnReady } from '../model/own-server.ts';
import type { CommandSource, Variant } from '../model/variant.ts';
import { defaults } from './defaults.ts';
import { durationMs } from './duration.ts';
import { parseListenHost } from './loopback.ts';
import { quote } from './parse-quantity.ts';
import type { Problems } from './problems.ts';

/** What modes of a file share. */
export interface OwnContext {
  /** Absolute: what their folders are relative to. */
  readonly folder: string;
  /** What --workers and --threads say, several to sweep. */
  readonly workers?: readonly number[];
  readonly threads?: readonly number[];
  /** Hosts beside loopback that may be loaded. */
  readonly allowRemote?: readonly string[] | undefined;
}

/** Where a part of a mode was written, for problems: `command` → `modes.prefork.command`, or a line of a file. */
export type Whereabouts = (part: string) => string;

/** A mode of a configuration file → a variant, or one for each size of a sweep. Problems are noted by their path. */
export function variantsOfMode(
  name: string,
  mode: ModeConfig,
  context: OwnContext,
  problems: Problems,
): Variant[] {
  return ownVariants(name, mode, context, (part) => `modes.${name}.${part}`, problems);
}

/** As {@link variantsOfMode}, for modes that were written elsewhere. */
export function ownVariants(
  name: string,
  mode: ModeConfig,
  context: OwnContext,
  where: Whereabouts,
  problems: Problems,
): Variant[] {
  const source = sourceOf(mode, context, where, problems);
  return sizesOf(mode, context, where, problems).map(({ suffix, options }) => {
    const sizes = Object.values(options);
    const size = sizes.map((count) => `×${count}`).join('');
    return {
      id: `${name}${suffix}`,
      label: size === '' ? name : `${name} ${size}`,
      source,
      options,
      parallelism:
        mode.parallelism ??
        (sizes.length === 0 ? null : sizes.reduce((product, count) => product * count, 1)),
      development: mode.development ?? false,
      notes: [...(mode.notes ?? [])],
    };
  });
}

function sourceOf(
  mode: ModeConfig,
  context: OwnContext,
  where: Whereabouts,
  problems: Problems,
): CommandSource {
  const { env, build, answer, stopSignal, tls } = mode;
  const socket = isPlaced(mode, 'socket');
  if (mode.shell && typeof mode.command !== 'string') {
    const message = 'a command that is an array is never given to a shell';
    problems.add(where('shell'), message, 'write it as one line, or leave shell out');
  }
  if (socket && isPlaced(mode, 'port')) {
    const message = 'has both {port} and {socket}, and is asked at one of them';
    problems.add(where('command'), message, 'keep the one that it listens on');
  }
  if (socket && mode.host !== undefined)
    problems.add(where('host'), 'is of no use: it listens on a unix socket', 'leave it out');
  const host = socket ? undefined : hostOf(mode, context, where, problems);
  return {
    kind: 'command',
    ...lineOf(mode.command, mode.shell ?? false, where('command'), problems),
    cwd: resolve(context.folder, mode.cwd ?? '.'),
    ...(env === undefined ? {} : { env }),
    ...(build === undefined ? {} : { build: buildOf(build, mode, context.folder, where, problems) }),
    ready: readyOf(mode.ready ?? {}, where, problems),
    ...(answer === undefined
      ? {}
      : { answer: { ...answer, path: answer.path ?? '/', status: answer.status ?? 'success' } }),
    ...(stopSignal === undefined ? {} : { stopSignal }),
    ...(host === undefined ? {} : { host }),
    ...(socket ? { socket } : {}),
    ...(tls === undefined || tls === false ? {} : { tls: { insecure: tls === 'insecure' } }),
  };
}

/** What only a shell understands, where it stands as a word of its own. */
const shellOperators = ['&&', '||', '|', ';', '&', '>', '>>', '<', '2>&1'];

function lineOf(
  command: ModeConfig['command'],
  shell: boolean,
  where: string,
  problems: Problems,
): Pick<CommandSource, 'command' | 'argv' | 'shell'> {
  if (typeof command !== 'string') {
    if (command[0] === '') problems.add(where, 'has an empty text for its program');
    return { command: shellCommand(command), argv: [...command] };
  }
  if (shell) return { command, shell };
  const words = parseArgsStringToArgv(command);
  if (words.length === 0) problems.add(where, `${quote(command)} has no program`);
  const operator = words.find((word) => shellOperators.includes(word));
  if (operator !== undefined) {
    const message = `${quote(operator)} is for a shell, and none runs this command`;
    problems.add(where, message, 'add shell: true, or write the command as an array');
  }
  return { command };
}

/** A build step, in its folder; problems are noted by the parts of `where`. */
export function buildOf(
  build: NonNullable<ModeConfig['build']>,
  { shell = false, cwd = '.' }: Pick<ModeConfig, 'shell' | 'cwd'>,
  folder: string,
  where: Whereabouts,
  problems: Problems,
): BuildStep {
  const isLine = typeof build === 'string' || Array.isArray(build);
  const step: Exclude<typeof build, string | string[]> = isLine ? { command: build } : build;
  const { command, env = {}, timeout } = step;
  return {
    ...lineOf(command, shell, where(isLine ? 'build' : 'build.command'), problems),
    cwd: resolve(folder, step.cwd ?? cwd),
    env,
    timeoutMs:
      timeout === undefined ? defaults.buildTimeoutMs : lengthOf(timeout, where('build.timeout'), problems),
  };
}

function readyOf(
  { path, pattern, port, timeout }: NonNullable<ModeConfig['ready']>,
  where: Whereabouts,
  problems: Problems,
): OwnReady {
  if (pattern !== undefined) {
    try {
      new RegExp(pattern);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      problems.add(where('ready.pattern'), `${quote(pattern)} is not a regular expression`, detail);
    }
  }
  const asked = path ?? (pattern === undefined && port === undefined ? '/' : undefined);
  return {
    ...(asked === undefined ? {} : { path: asked }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(port === undefined ? {} : { port }),
    ...(timeout === undefined ? {} : { timeoutMs: lengthOf(timeout, where('ready.timeout'), problems) }),
  };
}

function lengthOf(written: string | number, where: string, problems: Problems): number {
  const ms = durationMs(written);
  if (ms > 0) return ms;
  problems.add(where, `${quote(String(written))} leaves no time`, 'write 500ms, 20s or 2m');
  return 1;
}

function hostOf(
  mode: ModeConfig,
  { allowRemote = [] }: OwnContext,
  where: Whereabouts,
  problems: Problems,
): string | undefined {
  if (mode.host === undefined) return undefined;
  const host = parseListenHost(where('host'), mode.host, allowRemote, problems);
  const words = typeof mode.command === 'string' ? mode.command : mode.command.join(' ');
  if (host !== undefined && host !== '127.0.0.1' && words.includes('127.0.0.1:{port}')) {
    const message = `listens on 127.0.0.1, and host says ${host}`;
    problems.add(where('command'), message, 'write {host}:{port} in its place');
  }
  return host;
}

/** Whether a placeholder stands in the command or in its environment. */
function isPlaced({ command, env = {} }: ModeConfig, name: string): boolean {
  const texts = [...(typeof command === 'string' ? [command] : command), ...Object.values(env)];
  return texts.some((text) => text.includes(`{${name}}`));
}

interface Sized {
  /** What tells it from the others of its sweep: `:workers=2`; empty where there is one size alone. */
  readonly suffix: string;
  readonly options: Record<string, number>;
}

/** Every combination of the sizes that the command takes; a size that is only declared is kept as it is. */
function sizesOf(
  mode: ModeConfig,
  context: OwnContext,
  where: Whereabouts,
  problems: Problems,
): readonly Sized[] {
  let found: readonly Sized[] = [{ suffix: '', options: {} }];
  for (const name of ['workers', 'threads'] as const) {
    const placed = isPlaced(mode, name);
    const declared = mode[name] === undefined ? [] : [mode[name]];
    const values = placed ? (context[name] ?? declared) : declared;
    if (placed && values.length === 0) {
      const message = `has {${name}}, and nothing says how many`;
      problems.add(where('command'), message, `add ${name}: 4 to the mode, or name --${name}`);
    }
    if (values.length === 0) continue;
    found = found.flatMap(({ suffix, options }) =>
      values.map((value) => ({
        suffix: values.length > 1 ? `${suffix}:${name}=${value}` : suffix,
        options: { ...options, [name]: value },
      })),
    );
  }
  return found;
}
