import type { Scenario } from '../model/scenario.ts';
import type { Variant } from '../model/variant.ts';
import { defaults } from './defaults.ts';
import { parseCommands, refuseWithoutCommands } from './parse-commands.ts';
import type { Offered } from './parse-mode-spec.ts';
import { parseModes, parseStacks } from './parse-modes.ts';
import { quote } from './parse-quantity.ts';
import { nameHint, type Problems } from './problems.ts';

/** What is to be measured, as written: undefined where nothing was said. */
export interface SubjectsRequest {
  readonly modes?: string | undefined;
  readonly stack?: string | undefined;
  readonly workers?: string | undefined;
  readonly threads?: string | undefined;
  readonly cmd?: readonly string[] | undefined;
  readonly path?: readonly string[] | undefined;
  readonly tls?: boolean | undefined;
  readonly insecure?: boolean | undefined;
  readonly host?: string | undefined;
  readonly scenarios?: string | undefined;
}

/** What can be asked for: passed as values, so that planning knows no server and no scenario by itself. */
export interface OfferedSubjects extends Offered {
  readonly scenarios: readonly Scenario[];
  readonly pathScenario: (path: string) => Scenario;
}

export interface Subjects {
  readonly variants: Variant[];
  readonly scenarios: Scenario[];
}

/** Commands of the user, or modes of the reference app. */
export function parseSubjects(
  request: SubjectsRequest,
  catalogue: OfferedSubjects,
  problems: Problems,
): Subjects {
  return request.cmd?.length
    ? planCommands(request, catalogue, problems)
    : planModes(request, catalogue, problems);
}

function planCommands(request: SubjectsRequest, catalogue: OfferedSubjects, problems: Problems): Subjects {
  const useless = ['modes', 'stack', 'workers', 'threads', 'scenarios'] as const;
  for (const flag of useless) {
    if (request[flag] === undefined) continue;
    problems.add(
      `--${flag}`,
      'speaks of the reference app and cannot go with --cmd',
      'leave one of them out',
    );
  }
  const paths = request.path?.length ? request.path : [defaults.path];
  for (const path of paths) {
    if (!/^\/[^\s]*$/.test(path))
      problems.add('--path', `${quote(path)} is not a path`, 'write it as /items?page=2');
  }
  return {
    variants: parseCommands(request.cmd ?? [], request, problems),
    scenarios: [...new Set(paths)].map(catalogue.pathScenario),
  };
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
  const known = catalogue.scenarios.map((scenario) => scenario.name);
  const scenarios: Scenario[] = [];
  for (const name of list('--scenarios', request.scenarios, defaults.scenarios, problems)) {
    const scenario = catalogue.scenarios.find((candidate) => candidate.name === name);
    if (scenario === undefined)
      problems.add('--scenarios', `unknown scenario ${quote(name)}`, nameHint(name, known));
    else if (!scenarios.includes(scenario)) scenarios.push(scenario);
  }
  const stacks = parseStacks(request.stack, catalogue, problems);
  const specs = list('--modes', request.modes, defaults.modes, problems);
  const { workers, threads } = request;
  return { variants: parseModes(specs, stacks, catalogue, { workers, threads }, problems), scenarios };
}

function list(
  flag: string,
  text: string | undefined,
  fallback: readonly string[],
  problems: Problems,
): readonly string[] {
  if (text === undefined) return fallback;
  const parts = text.split(',').map((part) => part.trim());
  const named = parts.filter((part) => part !== '');
  if (named.length === 0) problems.add(flag, 'names nothing', `the default is ${fallback.join(',')}`);
  return named;
}
