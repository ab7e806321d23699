import type { ServerLayer, ServerMode } from '../model/launch.ts';
import { quote } from './parse-quantity.ts';
import { nameHint, type Problems } from './problems.ts';

/** What can be named: modes of every stack, and what can stand round them. */
export interface Offered {
  readonly modes: readonly ServerMode[];
  readonly layers: readonly ServerLayer[];
}

/** `flask/prefork+nginx:workers=2`, taken apart. */
export interface ModeSpec {
  readonly written: string;
  /** `prefork+nginx:workers=2` */
  readonly withoutStack: string;
  /** Null when none is written. */
  readonly stack: string | null;
  readonly mode: string;
  /** From the inside out. */
  readonly layers: readonly ServerLayer[];
  /** `workers=2`, as written. */
  readonly assignments: readonly string[];
}

/** Null, with problems noted, when the stack or a layer is none. Modes and options depend on the stack: see parseModes. */
export function parseModeSpec(written: string, offered: Offered, problems: Problems): ModeSpec | null {
  const [, stack, withoutStack = ''] = /^(?:([^/:]*)\/)?(.*)$/s.exec(written) ?? [];
  const [named = '', ...assignments] = withoutStack.split(':');
  const [mode = '', ...layerNames] = named.split('+').map((name) => name.trim());
  const stackFound = stack === undefined || isStack(written, stack, offered, problems);
  const layers = layersOf(written, layerNames, offered, problems);
  const orderFound = !layersAfterOptions(written, named, assignments, offered, problems);
  if (mode === '') {
    problems.add(
      '--modes',
      `${quote(written)} names no mode`,
      'write prefork, prefork+nginx or flask/prefork',
    );
    return null;
  }
  if (!stackFound || layers === null || !orderFound) return null;
  return { written, withoutStack, stack: stack ?? null, mode, layers, assignments };
}

export function stacksOf(offered: Offered): readonly string[] {
  return [...new Set(offered.modes.map((mode) => mode.stack))];
}

function isStack(written: string, stack: string, offered: Offered, problems: Problems): boolean {
  const stacks = stacksOf(offered);
  if (stacks.includes(stack)) return true;
  problems.add('--modes', `${quote(written)}: unknown stack ${quote(stack)}`, nameHint(stack, stacks));
  return false;
}

function layersOf(
  written: string,
  names: readonly string[],
  offered: Offered,
  problems: Problems,
): readonly ServerLayer[] | null {
  const allowed = offered.layers.map((layer) => layer.name);
  const layers = [...new Set(names)].map((name) => {
    const layer = offered.layers.find((candidate) => candidate.name === name);
    if (layer !== undefined) {
      if (names.indexOf(name) !== names.lastIndexOf(name))
        problems.add('--modes', `${quote(written)}: layer ${quote(name)} is named twice`, 'name it once');
      return layer;
    }
    const what = name === '' ? 'no layer is named after +' : `unknown layer ${quote(name)}`;
    problems.add('--modes', `${quote(written)}: ${what}`, nameHint(name, allowed));
    return null;
  });
  const found = layers.flatMap((layer) => layer ?? []);
  return found.length === names.length ? found : null;
}

/** `prefork:workers=2+nginx`: understood well enough to say how it is written. */
function layersAfterOptions(
  written: string,
  named: string,
  assignments: readonly string[],
  offered: Offered,
  problems: Problems,
): boolean {
  const late = assignments.flatMap((assignment) => assignment.split('+').slice(1));
  if (late.length === 0) return false;
  const right = [[named, ...late].join('+'), ...assignments.map((one) => one.split('+')[0])].join(':');
  const known = late.every((name) => offered.layers.some((layer) => layer.name === name));
  const hint = known ? `write ${right}` : 'write prefork+nginx:workers=2';
  problems.add('--modes', `${quote(written)}: layers come before options`, hint);
  return true;
}
