import type { Scenario } from '../model/scenario.ts';
import type { Variant } from '../model/variant.ts';
import { defaults } from './defaults.ts';
import { parseCommands, refuseUselessReach, refuseWithoutCommands } from './parse-commands.ts';
import type { Offered } from './parse-mode-spec.ts';
import { parseModes, parseStacks, type RunSizes } from './parse-modes.ts';
import { type OwnModes, parseOwnModes } from './parse-own-modes.ts';
import { type ReadProcfile, variantsOfProcfile } from './parse-procfile.ts';
import { quote } from './parse-quantity.ts';
import { namesIn, parseScenarios, type ScenariosRequest } from './parse-scenarios.ts';
import { parseUrls } from './parse-urls.ts';
import type { Problems } from './problems.ts';

/** What is to be measured, as written: undefined where nothing was said. */
export interface SubjectsRequest extends RunSizes, ScenariosRequest {
  readonly modes?: string | undefined;
  readonly stack?: string | undefined;
  readonly cmd?: readonly string[] | undefined;
  readonly procfile?: ReadProcfile | undefined;
  readonly url?: readonly string[] | undefined;
  readonly pid?: readonly string[] | undefined;
  readonly allowRemote?: readonly string[] | undefined;
  readonly tls?: boolean | undefined;
  readonly insecure?: boolean | undefined;
  readonly host?: string | undefined;
}

/** What a configuration offers beside the rest. */
export interface OwnSubjects extends OwnModes {
  /** In the order written; one that is called as a built-in one takes its place. */
  readonly scenarios: readonly Scenario[];
}

/** What can be asked for: passed as values, so that planning knows no server and no scenario by itself. */
export interface OfferedSubjects extends Offered {
  readonly scenarios: readonly Scenario[];
  readonly pathScenario: (path: string) => Scenario;
  readonly own?: OwnSubjects;
}

export interface Subjects {
  readonly variants: Variant[];
  readonly scenarios: Scenario[];
}

/** The flag that names servers of the user's own; null where none does. */
export function ownFlag({ cmd, procfile, url }: SubjectsRequest): '--cmd' | '--procfile' | '--url' | null {
  if (cmd?.length) return '--cmd';
  if (procfile !== undefined) return '--procfile';
  return url?.length ? '--url' : null;
}

/**
 * Servers that flags name, modes of a configuration, or modes of the reference app: `--cmd`, `--procfile` and `--url` are
 * the first, and `--stack` the last; where none is said, modes of a configuration come before those of the reference app.
 */
export function parseSubjects(
  request: SubjectsRequest,
  catalogue: OfferedSubjects,
  problems: Problems,
): Subjects {
  const flag = ownFlag(request);
  if (flag !== null) return planNamed(request, flag, catalogue, problems);
  const { own } = catalogue;
  const hasOwn = own !== undefined && Object.keys(own.modes).length > 0;
  return hasOwn && request.stack === undefined
    ? planOwnModes(request, own, catalogue, problems)
    : planModes(request, catalogue, problems);
}

function planNamed(
  request: SubjectsRequest,
  flag: string,
  catalogue: OfferedSubjects,
  problems: Problems,
): Subjects {
  const own = catalogue.own?.scenarios ?? [];
  // Of a Procfile, modes are processes, and their number of workers has a customary variable.
  const ofProcfile = request.procfile === undefined ? (['modes', 'workers'] as const) : [];
  for (const useless of [...ofProcfile, 'stack', 'threads', 'scenarios'] as const) {
    if (request[useless] === undefined || (useless === 'scenarios' && own.length > 0)) continue;
    const message = `speaks of the reference app and cannot go with ${flag}`;
    problems.add(`--${useless}`, message, 'leave one of them out');
  }
  const fallback = own.length > 0 ? own : [catalogue.pathScenario(defaults.path)];
  const asked = own.length > 0 ? request : { path: request.path };
  const scenarios = parseScenarios(asked, own, catalogue.pathScenario, fallback, problems);
  const variants = [
    ...parseCommands(request.cmd ?? [], request, problems),
    ...(request.procfile === undefined ? [] : variantsOfProcfile(request.procfile, request, problems)),
    ...parseUrls(request, problems),
  ];
  refuseNamedTwice(variants, flag, problems);
  refuseUselessReach(variants, request, problems);
  return { scenarios, variants };
}

/** Where only modes of the reference app are named, what the requests do is its own too. */
function planOwnModes(
  request: SubjectsRequest,
  own: OwnSubjects,
  catalogue: OfferedSubjects,
  problems: Problems,
): Subjects {
  for (const flag of ['host', 'tls', 'insecure'] as const) {
    if (request[flag] === undefined) continue;
    const message = 'needs --cmd: modes of a configuration say it themselves';
    problems.add(`--${flag}`, message, 'leave it out, or write it in modes.<name>');
  }
  const all = Object.keys(own.modes);
  const specs = request.modes === undefined ? all : namesIn('--modes', request.modes, all, problems);
  const ofReference = specs.length > 0 && specs.every((spec) => spec.includes('/'));
  const ownScenarios = own.scenarios.length > 0 ? own.scenarios : [catalogue.pathScenario(defaults.path)];
  const fallback = ofReference ? usualScenarios(catalogue) : ownScenarios;
  const known = knownScenarios(catalogue);
  const scenarios = parseScenarios(request, known, catalogue.pathScenario, fallback, problems);
  return { scenarios, variants: parseOwnModes(specs, own, catalogue, request, problems) };
}

function refuseNamedTwice(variants: readonly Variant[], flag: string, problems: Problems): void {
  const ids = variants.map(({ id }) => id);
  for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) !== index)))
    problems.add(flag, `${quote(id)} is named twice`);
}

function planModes(request: SubjectsRequest, catalogue: OfferedSubjects, problems: Problems): Subjects {
  if (request.path?.length) {
    problems.add(
      '--path',
      'needs --cmd: the reference app is loaded by --scenarios',
      'leave it out, or add --cmd',
    );
  }
  refuseWithoutCommands(request, problems);
  // Beside modes of a configuration, its scenarios are meant for these.
  const own = Object.keys(catalogue.own?.modes ?? {}).length > 0 ? [] : (catalogue.own?.scenarios ?? []);
  const fallback = own.length > 0 ? own : usualScenarios(catalogue);
  const asked = { scenarios: request.scenarios };
  const known = knownScenarios(catalogue);
  const scenarios = parseScenarios(asked, known, catalogue.pathScenario, fallback, problems);
  const stacks = parseStacks(request.stack, catalogue, problems);
  const specs =
    request.modes === undefined
      ? defaults.modes
      : namesIn('--modes', request.modes, defaults.modes, problems);
  return { scenarios, variants: parseModes(specs, stacks, catalogue, request, problems) };
}

/** Those of a configuration first. */
export function knownScenarios({ scenarios, own }: OfferedSubjects): readonly Scenario[] {
  const first = own?.scenarios ?? [];
  return [...first, ...scenarios.filter(({ name }) => !first.some((one) => one.name === name))];
}

function usualScenarios({ scenarios }: OfferedSubjects): readonly Scenario[] {
  return defaults.scenarios.flatMap((name) => scenarios.find((scenario) => scenario.name === name) ?? []);
}
