import type { ModeConfig } from '../model/config.ts';
import type { Variant } from '../model/variant.ts';
import type { Problems } from './problems.ts';

/** What a mode of a configuration is resolved in. */
export interface ModeContext {
  /** What paths are relative to, absolute. */
  readonly folder: string;
  /** Sizes asked for, several of them to sweep. */
  readonly workers?: readonly number[];
  readonly threads?: readonly number[];
}

/** The variants of a mode of a configuration: one, or one for each size of a sweep. */
export function variantsOfMode(
  name: string,
  mode: ModeConfig,
  _context: ModeContext,
  problems: Problems,
): Variant[] {
  const command =
    typeof mode.command === 'string' ? mode.command : mode.command.map((word) => `'${word}'`).join(' ');
  if (!command.includes('{port}') && !command.includes('{socket}')) {
    problems.add(
      `modes.${name}.command`,
      'does not say where the port goes',
      'put {port} where the command takes its port, or {socket} for the path of a unix socket',
    );
  }
  return [
    {
      id: name,
      label: name,
      source: { kind: 'command', command, ...(command.includes('{socket}') ? { socket: true } : {}) },
      options: {},
      parallelism: mode.parallelism ?? null,
      development: mode.development ?? false,
      notes: [...(mode.notes ?? [])],
    },
  ];
}
