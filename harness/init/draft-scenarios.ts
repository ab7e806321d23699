import type { ScenarioConfig } from '../model/config.ts';
import { configName, type DraftEntry, type Unknown } from './draft.ts';
import { placeText } from './folder.ts';
import type { Route, Routes } from './routes.ts';

type Entry = DraftEntry<ScenarioConfig>;

/** So many that a run of a minute and a half still has its rounds. */
const used = 3;
const shown = 5;
const leadsElsewhere = 'It leads to another path: ask for that one.';
const wantsLogin = 'Seems to want a log-in; cookies: true and a step with once: true can make one.';

export interface DraftScenarios {
  readonly scenarios: readonly Entry[];
  readonly unknown: readonly Unknown[];
}

/** One scenario for each of the first paths that were found; `/` where there is none. */
export function draftScenarios({ literal, parametrised }: Routes): DraftScenarios {
  const names = new Set<string>();
  const found = literal.slice(0, shown).map((route, index) => {
    const more = index < used ? null : 'More of what it answers:';
    const why = route.redirects ? leadsElsewhere : route.guarded ? wantsLogin : null;
    return entryOf(unique(nameOf(route.value), names), route, index > 0 ? (why ?? more) : more);
  });
  const example = parametrised[0];
  const entries = [...found, ...(example === undefined ? [] : [exampleOf(example, names)])];
  if (found.length > 0) return { scenarios: entries, unknown: [] };
  const home: Entry = {
    ...{ name: unique('home', names), config: { requests: ['/'] }, off: null },
    comment: ['No path could be read from the source: this one is a guess.'],
  };
  return {
    scenarios: [home, ...entries],
    unknown: [
      {
        what: 'which paths it answers',
        todo: 'replace the path of scenario home by one that does real work',
      },
    ],
  };
}

function entryOf(name: string, { value, place }: Route, off: string | null): Entry {
  return { name, config: { requests: [value] }, comment: [`Found in ${placeText(place)}.`], off };
}

/** `/users/:id`, `/users/<int:id>`: with 1 for each parameter, to be filled in. */
function exampleOf({ value, place }: Route, names: Set<string>): Entry {
  const filled = value
    .replace(/<[^>]*>|:\w+(?:\([^)]*\))?[?+*]?|\{[^}]*\}|\[+[^\]]*\]+|\*/g, '1')
    .replace(/[\s^$()?+|\\]/g, '');
  return {
    name: unique(nameOf(filled.replace(/\/1(?=\/|$)/g, '')), names),
    config: { requests: [filled.startsWith('/') ? filled : `/${filled}`] },
    comment: [`${placeText(place)} has ${value}.`],
    off: 'A path with parameters: fill in what is in your data.',
  };
}

function nameOf(path: string): string {
  const words =
    path
      .split(/[?#]/)[0]
      ?.split('/')
      .filter((part) => part !== '') ?? [];
  return words.length === 0 ? 'home' : configName(words.join('-'));
}

function unique(name: string, taken: Set<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count++) free = `${name}-${count}`;
  taken.add(free);
  return free;
}
