import { parseArgsStringToArgv } from 'string-argv';
import type { ServerMode } from '../model/launch.ts';
import type { Variant } from '../model/variant.ts';
import { parseCount, quote } from './parse-quantity.ts';
import { nameHint, type Problems } from './problems.ts';

/** Sizes given for the whole run; a mode's own options, written in its name, come first. */
export interface RunSizes {
  readonly workers?: string | undefined;
  readonly threads?: string | undefined;
}

/**
 * `dev`, `prefork`, `prefork:workers=8`, `prefork:workers=8:threads=2` → variants.
 * Problems are noted for unknown modes and options, repeats and sizes out of bounds.
 */
export function parseModes(
  specs: readonly string[],
  stack: string,
  modes: readonly ServerMode[],
  sizes: RunSizes,
  problems: Problems,
): Variant[] {
  const offered = modes.filter((mode) => mode.stack === stack);
  const variants: Variant[] = [];
  for (const spec of specs) {
    const [name = '', ...assignments] = spec.split(':');
    const mode = offered.find((candidate) => candidate.name === name);
    if (mode === undefined) {
      const names = offered.map((candidate) => candidate.name);
      problems.add('--modes', `unknown mode ${quote(name)}`, nameHint(name, names));
      continue;
    }
    const options = modeOptions(spec, mode, assignments, sizes, problems);
    if (variants.some((variant) => variant.id === spec)) {
      problems.add('--modes', `${quote(spec)} is named twice`);
      continue;
    }
    variants.push({
      id: spec,
      label: `${name} ${mode.size(options)}`.trim(),
      source: { kind: 'reference', stack, mode: name, layers: [] },
      options,
      parallelism: mode.parallelism(options),
      development: mode.development,
      ...(mode.expect === undefined ? {} : { expect: mode.expect }),
      notes: [...mode.notes(options)],
    });
  }
  for (const [option, value] of Object.entries(sizes)) {
    if (
      value !== undefined &&
      variants.length > 0 &&
      !variants.some((variant) => option in variant.options)
    ) {
      problems.add(
        `--${option}`,
        `none of the named modes has ${option}`,
        'leave it out, or name a mode that has',
      );
    }
  }
  return variants;
}

function modeOptions(
  spec: string,
  mode: ServerMode,
  assignments: readonly string[],
  sizes: RunSizes,
  problems: Problems,
): Record<string, number> {
  const options: Record<string, number> = {};
  for (const [name, option] of Object.entries(mode.options)) {
    const given = sizes[name as keyof RunSizes];
    options[name] =
      given === undefined
        ? option.default
        : (parseCount(`--${name}`, given, option, problems) ?? option.default);
  }
  for (const assignment of assignments) {
    const [name = '', value] = assignment.split('=');
    const option = mode.options[name];
    if (option === undefined || value === undefined) {
      const names = Object.keys(mode.options);
      const hint =
        names.length === 0
          ? `${mode.name} has no options`
          : `write ${mode.name}:${names[0]}=2; ${nameHint(name, names)}`;
      problems.add('--modes', `${quote(spec)}: unknown option ${quote(assignment)}`, hint);
      continue;
    }
    const parsed = parseCount(`--modes ${spec}: ${name}`, value, option, problems);
    if (parsed !== undefined) options[name] = parsed;
  }
  return options;
}

/** `old=gunicorn -w 1 -b 127.0.0.1:{port} wsgi:app` → a variant of the user's own. */
export function parseCommands(specs: readonly string[], problems: Problems): Variant[] {
  const variants: Variant[] = [];
  for (const spec of specs) {
    const match = /^([A-Za-z0-9][\w.+-]*)=(.+)$/s.exec(spec.trim());
    const [, name, command] = match ?? [];
    if (name === undefined || command === undefined) {
      problems.add(
        '--cmd',
        `${quote(spec)} has no name`,
        "write --cmd 'old=gunicorn -b 127.0.0.1:{port} wsgi:app'",
      );
      continue;
    }
    if (!command.includes('{port}')) {
      problems.add(
        '--cmd',
        `${quote(spec)} does not say where the port goes`,
        'put {port} where the command takes its port; a free one is filled in',
      );
    }
    if (parseArgsStringToArgv(command).length === 0) problems.add('--cmd', `${quote(spec)} has no program`);
    if (variants.some((variant) => variant.id === name))
      problems.add('--cmd', `${quote(name)} is named twice`);
    variants.push({
      id: name,
      label: name,
      source: { kind: 'command', command },
      options: {},
      parallelism: null,
      development: false,
      notes: [],
    });
  }
  return variants;
}
