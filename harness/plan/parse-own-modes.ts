import type { ModeConfig } from '../model/config.ts';
import type { Variant } from '../model/variant.ts';
import { type OwnContext, variantsOfMode } from './own-modes.ts';
import type { Offered } from './parse-mode-spec.ts';
import { parseSizes, type RunSizes, referenceVariants, together } from './parse-modes.ts';
import { parseCount, quote } from './parse-quantity.ts';
import { nameHint, type Problems } from './problems.ts';

/** Modes of a configuration, in the order written. */
export interface OwnModes {
  /** What their paths are relative to, absolute. */
  readonly folder: string;
  readonly modes: Readonly<Record<string, ModeConfig>>;
}

/** What flags say of all modes. */
export interface AskedOfOwn extends RunSizes {
  readonly allowRemote?: readonly string[] | undefined;
}

const sizeNames = ['workers', 'threads'] as const;
const sizeBounds = { min: 1, max: 1024 };

/**
 * Modes by name, where a configuration has its own: a bare name is one of these, `web` or `web:workers=8`; one with a
 * stack, `node/prefork`, is the reference app's. So a slip in a name is told, and never starts the other kind.
 */
export function parseOwnModes(
  specs: readonly string[],
  own: OwnModes,
  offered: Offered,
  sizes: AskedOfOwn,
  problems: Problems,
): Variant[] {
  const found = specs.flatMap((spec) =>
    spec.includes('/')
      ? referenceVariants(spec, [], offered, sizes, problems)
      : ownVariants(spec, own, offered, sizes, problems),
  );
  return together(found, sizes, problems);
}

function ownVariants(
  spec: string,
  { folder, modes }: OwnModes,
  offered: Offered,
  sizes: AskedOfOwn,
  problems: Problems,
): readonly Variant[] {
  const [name = '', ...assignments] = spec.split(':');
  const mode = Object.hasOwn(modes, name) ? modes[name] : undefined;
  if (mode === undefined) {
    problems.add('--modes', `unknown mode ${quote(name)}`, unknownHint(name, Object.keys(modes), offered));
    return [];
  }
  const asked = Object.fromEntries(
    sizeNames.flatMap((size) => {
      const text = sizes[size];
      // What a mode says of itself comes before a default of all, and a flag before both.
      const settled = sizes.spare?.includes(size) && mode[size] !== undefined;
      return text === undefined || settled ? [] : [[size, parseSizes(size, text, sizeBounds, problems)]];
    }),
  );
  const { allowRemote } = sizes;
  const context: OwnContext = { folder, allowRemote, ...asked, ...ownSizes(spec, assignments, problems) };
  const variants = variantsOfMode(name, mode, context, problems);
  // One that is named with a size bears it, so that several of them can be told apart.
  return assignments.length > 0 && variants.length === 1
    ? variants.map((variant) => ({ ...variant, id: spec }))
    : variants;
}

/** `web:workers=8` */
function ownSizes(
  spec: string,
  assignments: readonly string[],
  problems: Problems,
): Record<string, readonly number[]> {
  const own: Record<string, readonly number[]> = {};
  for (const assignment of assignments) {
    const [name = '', value] = assignment.split('=');
    const size = sizeNames.find((one) => one === name);
    if (size === undefined || value === undefined) {
      const hint = `write workers=2; ${nameHint(name, sizeNames)}`;
      problems.add('--modes', `${quote(spec)}: unknown option ${quote(assignment)}`, hint);
      continue;
    }
    const parsed = parseCount(`--modes ${spec}: ${size}`, value, sizeBounds, problems);
    if (parsed !== undefined) own[size] = [parsed];
  }
  return own;
}

function unknownHint(name: string, own: readonly string[], { modes, layers }: Offered): string {
  const [mode = '', ...around] = name.split('+');
  if (around.length > 0 && own.includes(mode)) {
    const known = layers.map((layer) => layer.name).join(', ');
    return `layers (${known}) go round modes of the reference app alone`;
  }
  const reference = modes.find((one) => one.name === mode);
  const hint = nameHint(name, own);
  return reference === undefined ? hint : `${hint}; ${reference.stack}/${name} is the reference app's`;
}
