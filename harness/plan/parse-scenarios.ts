import type { Scenario } from '../model/scenario.ts';
import { quote } from './parse-quantity.ts';
import { nameHint, type Problems } from './problems.ts';

/** What the requests do, as written: undefined where nothing was said. */
export interface ScenariosRequest {
  readonly scenarios?: string | undefined;
  readonly path?: readonly string[] | undefined;
}

/** Scenarios by name and by path, each once; where neither is said, those of the fallback. */
export function parseScenarios(
  request: ScenariosRequest,
  known: readonly Scenario[],
  pathScenario: (path: string) => Scenario,
  fallback: readonly Scenario[],
  problems: Problems,
): Scenario[] {
  const paths = [...new Set(request.path)];
  for (const path of paths) {
    if (!/^\/[^\s]*$/.test(path))
      problems.add('--path', `${quote(path)} is not a path`, 'write it as /items?page=2');
  }
  const ofPaths = paths.map(pathScenario);
  if (request.scenarios === undefined) return ofPaths.length > 0 ? ofPaths : [...fallback];
  return [...named(request.scenarios, known, fallback, problems), ...ofPaths];
}

function named(
  text: string,
  known: readonly Scenario[],
  fallback: readonly Scenario[],
  problems: Problems,
): readonly Scenario[] {
  const scenarios = new Set<Scenario>();
  for (const name of namesIn(
    '--scenarios',
    text,
    fallback.map((one) => one.name),
    problems,
  )) {
    const scenario = known.find((candidate) => candidate.name === name);
    if (scenario === undefined) {
      const names = known.map((one) => one.name);
      problems.add('--scenarios', `unknown scenario ${quote(name)}`, nameHint(name, names));
    } else scenarios.add(scenario);
  }
  return [...scenarios];
}

/** `json,cpu` → its parts; a problem is noted when there are none. */
export function namesIn(
  flag: string,
  text: string,
  fallback: readonly string[],
  problems: Problems,
): readonly string[] {
  const named = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (named.length === 0) problems.add(flag, 'names nothing', `the default is ${fallback.join(',')}`);
  return named;
}
