import type { ModeOption, ServerMode } from '../model/launch.ts';
import { layeredLabel, withLayers } from '../model/layered.ts';
import type { Variant } from '../model/variant.ts';
import { defaults } from './defaults.ts';
import { type ModeSpec, type Offered, parseModeSpec, stacksOf } from './parse-mode-spec.ts';
import { parseCount, quote } from './parse-quantity.ts';
import { nameHint, type Problems } from './problems.ts';

/** Sizes given for the whole run, several of them to sweep; a mode's own options, written in its name, come first. */
export interface RunSizes {
  readonly workers?: string | undefined;
  readonly threads?: string | undefined;
  /** Those that need be of no use, for they are defaults of a file whose modes need not all have them. */
  readonly spare?: readonly string[] | undefined;
}

/** `node,flask` → stacks, each once. Unknown ones are noted and left out. */
export function parseStacks(
  text: string | undefined,
  offered: Offered,
  problems: Problems,
): readonly string[] {
  const known = stacksOf(offered);
  const named = (text ?? defaults.stack).split(',').map((name) => name.trim());
  const asked = [...new Set(named.filter((name) => name !== ''))];
  if (asked.length === 0) problems.add('--stack', 'names nothing', nameHint('', known));
  for (const name of asked.filter((one) => !known.includes(one)))
    problems.add('--stack', `unknown stack ${quote(name)}`, nameHint(name, known));
  return asked.filter((name) => known.includes(name));
}

/**
 * `dev`, `prefork:workers=8`, `prefork+nginx`, `flask/prefork` → variants, each on every one of the stacks that has it
 * unless it names its own. Problems are noted for all that is unknown, named twice or out of bounds.
 */
export function parseModes(
  specs: readonly string[],
  stacks: readonly string[],
  offered: Offered,
  sizes: RunSizes,
  problems: Problems,
): Variant[] {
  const found = specs.flatMap((written) => referenceVariants(written, stacks, offered, sizes, problems));
  return together(found, sizes, problems);
}

/** Those of one spec, on each of the stacks. */
export function referenceVariants(
  written: string,
  stacks: readonly string[],
  offered: Offered,
  sizes: RunSizes,
  problems: Problems,
): readonly Variant[] {
  const spec = parseModeSpec(written, offered, problems);
  if (spec === null) return [];
  return modesOf(spec, stacks, offered, problems).flatMap((mode) => {
    const prefix = spec.stack !== null || stacks.length > 1 ? `${mode.stack}/` : '';
    return variantsOf(spec, mode, prefix, sizes, problems);
  });
}

/** Variants of one run: each once, with labels that tell them apart. */
export function together(found: readonly Variant[], sizes: RunSizes, problems: Problems): Variant[] {
  const variants: Variant[] = [];
  for (const variant of found) {
    if (variants.some(({ id }) => id === variant.id))
      problems.add('--modes', `${quote(variant.id)} is named twice`);
    else variants.push(variant);
  }
  refuseUselessSizes(variants, sizes, problems);
  return toldApart(variants);
}

/** In the order of the stacks; a mode that only some of them have is taken there. */
function modesOf(
  spec: ModeSpec,
  stacks: readonly string[],
  offered: Offered,
  problems: Problems,
): readonly ServerMode[] {
  const asked = spec.stack === null ? stacks : [spec.stack];
  const there = asked.flatMap((stack) => offered.modes.filter((mode) => mode.stack === stack));
  const found = there.filter((mode) => mode.name === spec.mode);
  if (found.length === 0 && asked.length > 0) {
    const names = [...new Set(there.map((mode) => mode.name))];
    problems.add('--modes', `unknown mode ${quote(spec.mode)}`, nameHint(spec.mode, names));
  }
  return found;
}

/** One, or one for each size of a sweep that the spec does not settle itself. */
function variantsOf(
  spec: ModeSpec,
  mode: ServerMode,
  prefix: string,
  sizes: RunSizes,
  problems: Problems,
): readonly Variant[] {
  const layered = withLayers(mode, spec.layers);
  const own = ownOptions(spec, layered, problems);
  const id = `${prefix}${spec.withoutStack}`;
  return sweep(layered, own, sizes, problems).map(({ suffix, options }) => ({
    id: `${id}${suffix}`,
    label: `${prefix}${layeredLabel(mode, spec.layers, options)}`,
    source: {
      kind: 'reference',
      stack: mode.stack,
      mode: mode.name,
      layers: spec.layers.map((layer) => layer.name),
    },
    options,
    parallelism: layered.parallelism(options),
    development: mode.development,
    ...(mode.expect === undefined ? {} : { expect: mode.expect }),
    notes: [...layered.notes(options)],
  }));
}

/** What the spec itself says. */
function ownOptions(spec: ModeSpec, layered: ServerMode, problems: Problems): Record<string, number> {
  const own: Record<string, number> = {};
  for (const assignment of spec.assignments) {
    const [name = '', value] = assignment.split('=');
    const option = layered.options[name];
    if (option === undefined || value === undefined) {
      const names = Object.keys(layered.options);
      const hint =
        names.length === 0
          ? `${layered.name} has no options`
          : `write ${layered.name}:${names[0]}=2; ${nameHint(name, names)}`;
      problems.add('--modes', `${quote(spec.written)}: unknown option ${quote(assignment)}`, hint);
      continue;
    }
    const parsed = parseCount(`--modes ${spec.written}: ${name}`, value, option, problems);
    if (parsed !== undefined) own[name] = parsed;
  }
  return own;
}

interface Sized {
  /** What tells it from the others of its sweep: `:workers=2`; empty where there is one size alone. */
  readonly suffix: string;
  readonly options: Record<string, number>;
}

/** All options, in every combination of the sizes that are to be swept. */
function sweep(
  layered: ServerMode,
  own: Readonly<Record<string, number>>,
  sizes: RunSizes,
  problems: Problems,
): readonly Sized[] {
  let found: readonly Sized[] = [{ suffix: '', options: {} }];
  for (const [name, option] of Object.entries(layered.options)) {
    const given = name === 'workers' || name === 'threads' ? sizes[name] : undefined;
    const swept = given === undefined ? [] : parseSizes(name, given, option, problems);
    const settled = own[name];
    const values = settled !== undefined ? [settled] : swept.length > 0 ? swept : [option.default];
    found = found.flatMap(({ suffix, options }) =>
      values.map((value) => ({
        suffix: values.length > 1 ? `${suffix}:${name}=${value}` : suffix,
        options: { ...options, [name]: value },
      })),
    );
  }
  return found;
}

/** `1,2,4` → each once, in the order written. */
export function parseSizes(
  name: string,
  text: string,
  option: Pick<ModeOption, 'min' | 'max'>,
  problems: Problems,
): readonly number[] {
  const values = text.split(',').flatMap((part) => parseCount(`--${name}`, part, option, problems) ?? []);
  return [...new Set(values)];
}

function refuseUselessSizes(variants: readonly Variant[], sizes: RunSizes, problems: Problems): void {
  for (const name of ['workers', 'threads'] as const) {
    if (sizes[name] === undefined || variants.length === 0 || sizes.spare?.includes(name)) continue;
    if (variants.some((variant) => name in variant.options)) continue;
    const hint = 'leave it out, or name a mode that has';
    problems.add(`--${name}`, `none of the named modes has ${name}`, hint);
  }
}

/** A label that several variants would bear gives way to what the user wrote. */
function toldApart(variants: readonly Variant[]): Variant[] {
  return variants.map((variant) =>
    variants.some((other) => other !== variant && other.label === variant.label)
      ? { ...variant, label: variant.id }
      : variant,
  );
}
