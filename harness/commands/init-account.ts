import { padEnd, plain, wrap } from '../../reports/terminal/text.ts';
import type { Draft } from '../init/draft.ts';
import type { Fact } from '../init/facts.ts';
import { placeText } from '../init/folder.ts';

export interface Account {
  readonly folder: string;
  readonly files: number;
  readonly facts: readonly Fact[];
  readonly draft: Draft;
  /** Null where it went to stdout. */
  readonly written: string | null;
  /** How `bench run` is called from where we are. */
  readonly next: string;
}

/** What was found and by what, what was written, what could not be found out, and what comes next. */
export function accountText(account: Account, columns: number): string {
  const { folder, files, facts, draft, written, next } = account;
  const lines = [
    ...wrap(`Looked at ${files} ${files === 1 ? 'file' : 'files'} in ${folder}, ran nothing of it.`, columns),
    '',
    'found',
    ...factLines(facts, columns),
    '',
    ...(written === null ? ['on stdout'] : wrap(`written: ${written}`, columns)),
    ...entryLines('modes', draft.modes, columns),
    ...entryLines('scenarios', draft.scenarios, columns),
    ...unknownLines(draft, columns),
    '',
    ...wrap(`next: ${nextText(draft, next)}`, columns, 6),
  ];
  return `${lines.join('\n')}\n`;
}

function nextText({ unknown }: Draft, run: string): string {
  return unknown.some(({ stops }) => stops) ? `what is not found out above; then ${run}` : run;
}

function factLines(facts: readonly Fact[], columns: number): string[] {
  const names = Math.max(...facts.map(({ what }) => what.length));
  const cells = facts.map(({ what, value, place }) => ({
    ...{ what, value: plain(value), place: place === null ? '' : plain(placeText(place)) },
  }));
  const values = valueWidth(cells, columns - names - 6);
  let before = '';
  return cells.flatMap(({ what, value, place }) => {
    const name = what === before ? '' : what;
    before = what;
    const line = `  ${padEnd(name, names)}  ${padEnd(value, values)}  ${place}`.trimEnd();
    return line.length <= columns
      ? [line]
      : wrap(`${value}  ${place}`.trimEnd(), columns, names + 4, names + 4).map((part, index) =>
          index === 0 ? `  ${padEnd(name, names)}  ${part.trimStart()}` : part,
        );
  });
}

/** The widest with which every value that is no wider has its place beside it; wider ones take lines of their own. */
function valueWidth(
  cells: readonly { readonly value: string; readonly place: string }[],
  room: number,
): number {
  const widths = cells.map(({ value }) => value.length).sort((one, other) => other - one);
  const fits = (width: number) =>
    cells.every(({ value, place }) => value.length > width || width + place.length <= room);
  return widths.find(fits) ?? 0;
}

function entryLines(title: string, entries: Draft['modes'] | Draft['scenarios'], columns: number): string[] {
  const indent = 13;
  const used = entries.filter(({ off }) => off === null).map(({ name }) => name);
  const reasons = new Map<string, string[]>();
  for (const { name, off, install } of entries) {
    if (off === null) continue;
    const why = install === undefined ? off.replace(/[:;.].*$/s, '') : `needs ${install}`;
    reasons.set(why, [...(reasons.get(why) ?? []), name]);
  }
  const [first = '', ...rest] = wrap(used.join(', '), columns, indent, indent);
  return [
    `  ${padEnd(title, indent - 2)}${first.trimStart()}`,
    ...rest,
    ...[...reasons].flatMap(([why, names]) => {
      const said = `as a comment: ${names.join(', ')} (${why.charAt(0).toLowerCase()}${why.slice(1)})`;
      return wrap(said, columns, indent + 2, indent);
    }),
  ];
}

function unknownLines({ unknown }: Draft, columns: number): string[] {
  if (unknown.length === 0) return [];
  return [
    '',
    'not found out',
    ...unknown.flatMap(({ what, todo }) => [...wrap(`${what}`, columns, 4, 2), ...wrap(todo, columns, 6, 4)]),
  ];
}

/** What was looked for in vain, and a configuration to start from. */
export function nothingText(
  folder: string,
  files: number,
  elsewhere: readonly string[],
  columns: number,
): string {
  const looked =
    'package.json with a server framework or a start script, an entry file that listens (server.js, app.js, index.js, ' +
    'src/…), manage.py, a module with Flask(…), FastAPI(…) or another WSGI or ASGI app, wsgi.py, asgi.py, a Procfile';
  const hints = elsewhere.slice(0, 5).map((path) => `  bench init ${path}`);
  return [
    ...wrap(
      `bench: no app was found among the ${files} ${files === 1 ? 'file' : 'files'} of ${folder}; nothing was written.`,
      columns,
      7,
    ),
    ...wrap(`Looked for: ${looked}.`, columns, 7, 7),
    ...(hints.length === 0 ? [] : ['', 'These folders in it look like apps:', ...hints]),
    '',
    'To start by hand, write bench.config.yaml:',
    '',
    ...minimal.map((line) => `  ${line}`),
    '',
  ].join('\n');
}

export const minimal: readonly string[] = [
  'modes:',
  '  one:',
  '    command: your-server --port {port}',
  '  four:',
  '    command: your-server --port {port} --workers 4',
  'scenarios:',
  '  home:',
  '    requests: ["/"]',
];
