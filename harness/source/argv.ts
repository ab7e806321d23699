import { parseArgsStringToArgv } from 'string-argv';
import type { CommandSource } from '../model/variant.ts';

type Line = Pick<CommandSource, 'command' | 'argv' | 'shell'>;

/** Program and arguments of a command, each word filled in after the line was split, so that no value is split. */
export function argvOf(
  { command, argv, shell }: Line,
  fill: (text: string) => string = (text) => text,
): [string, ...string[]] {
  if (shell) return ['/bin/sh', '-c', fill(command)];
  const [program = '', ...args] = argv ?? parseArgsStringToArgv(command);
  return [fill(program), ...args.map(fill)];
}
