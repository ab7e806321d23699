import type { ServerMode } from '../model/launch.ts';
import { nameHint } from '../model/name-hint.ts';
import { optionsOf, type Server, type Subject, type Vocabulary } from './claim.ts';
import type { ClaimFile, Path } from './file-problems.ts';
import type { FileSubject } from './format.ts';

/** What a file says of a server. */
interface Named {
  readonly stack: string;
  readonly mode: string;
  readonly options: Readonly<Record<string, number>>;
}

/** A subject with the options that it does not name filled in; what does not exist is noted, and kept as it stands. */
export function checkSubject(
  file: ClaimFile,
  path: Path,
  subject: FileSubject,
  vocabulary: Vocabulary,
): Subject {
  const { name, stack, mode, options, command, standIn, parallelism } = subject;
  const stand = standIn === undefined ? null : serverOf(file, [...path, 'standIn'], standIn, vocabulary);
  if (command !== undefined || stack === undefined || mode === undefined) {
    const source = { kind: 'command', name: command ?? '' } as const;
    return { name, source, standIn: stand, parallelism: parallelism ?? null };
  }
  const server = serverOf(file, path, { stack, mode, options }, vocabulary);
  const bound = modeOf(server, vocabulary)?.parallelism({ ...server.defaults, ...server.options }) ?? null;
  return { name, source: { kind: 'reference', server }, standIn: stand, parallelism: parallelism ?? bound };
}

function serverOf(file: ClaimFile, path: Path, named: Named, vocabulary: Vocabulary): Server {
  const [mode = '', ...layers] = named.mode.split('+');
  const server = { stack: named.stack, mode, layers, options: named.options, defaults: {} };
  const found = modeOf(server, vocabulary);
  if (found === undefined) {
    noteUnknownMode(file, path, server, vocabulary);
    return server;
  }
  const known = layers.map((name) => vocabulary.layers.find((layer) => layer.name === name));
  for (const [index, layer] of known.entries()) {
    if (layer !== undefined) continue;
    const given = layers[index] ?? '';
    const names = vocabulary.layers.map((one) => one.name);
    file.note(
      [...path, 'mode'],
      `unknown layer "${given}"`,
      names.length === 0 ? 'there are none' : nameHint(given, names),
    );
  }
  const offered = optionsOf(
    found,
    known.filter((layer) => layer !== undefined),
  );
  const defaults: Record<string, number> = {};
  for (const [name, option] of Object.entries(offered)) defaults[name] = option.default;
  const options: Record<string, number> = {};
  for (const [name, value] of Object.entries(named.options)) {
    const option = offered[name];
    const at = [...path, 'options', name];
    // What is named and is so by default is the same server as when it is not named.
    if (value === option?.default) continue;
    options[name] = value;
    delete defaults[name];
    if (option === undefined) {
      const names = Object.keys(offered);
      file.note(
        at,
        `unknown option "${name}"`,
        names.length === 0 ? `${named.mode} has no options` : nameHint(name, names),
      );
    } else if (value < option.min || value > option.max) {
      file.note(at, `${value} is out of bounds`, `allowed: ${option.min} to ${option.max}`);
    }
  }
  return { ...server, options, defaults };
}

function noteUnknownMode(file: ClaimFile, path: Path, { stack, mode }: Server, { modes }: Vocabulary): void {
  const stacks = [...new Set(modes.map((one) => one.stack))];
  if (!stacks.includes(stack)) {
    file.note([...path, 'stack'], `unknown stack "${stack}"`, nameHint(stack, stacks));
    return;
  }
  const names = modes.filter((one) => one.stack === stack).map((one) => one.name);
  file.note([...path, 'mode'], `unknown mode "${mode}" of ${stack}`, nameHint(mode, names));
}

function modeOf(
  { stack, mode }: Pick<Server, 'stack' | 'mode'>,
  { modes }: Vocabulary,
): Pick<ServerMode, 'options' | 'parallelism'> | undefined {
  return modes.find((one) => one.stack === stack && one.name === mode);
}
