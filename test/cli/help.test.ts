import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { parseArgsStringToArgv } from 'string-argv';
import { describe, expect, it } from 'vitest';
import { commandGroups } from '../../harness/cli/commands.ts';
import { PagedCommand } from '../../harness/cli/declaration.ts';
import { formats } from '../../harness/cli/options.ts';
import { pageOf } from '../../harness/cli/page.ts';
import { program } from '../../harness/cli/program.ts';
import { reportFormats } from '../../reports/index.ts';

const bench = program();
const documented = [bench, ...bench.commands.filter((command) => command.name() !== 'help')];
const named = documented.map((command): [string, Command] => [command.name(), command]);

function helpOf(command: Command, columns: number): string {
  let text = '';
  const fresh = program();
  const same = command.parent === null ? fresh : find(fresh, command.name());
  same.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => columns });
  same.configureOutput({ getOutHasColors: () => false });
  same.outputHelp();
  return text;
}

function find(root: Command, name: string): Command {
  return root.commands.find((command) => command.name() === name) ?? root;
}

describe.each(named)('the help of %s', (_name, command) => {
  it.each([50, 80, 100, 120])('keeps within %d columns', (columns) => {
    for (const line of helpOf(command, columns).split('\n')) {
      // What cannot be broken: a title, a term, or a word of an example.
      if (columns < 80 && /^\S.*:$/.test(line)) continue;
      if (columns < 80 && !/\s\S+\s/.test(line.trim())) continue;
      if (columns < 80 && /^ {2,8}(bench|-)/.test(line)) continue;
      expect(line.length, line).toBeLessThanOrEqual(Math.min(columns, 100));
    }
  });

  it('names every option once', () => {
    const lines = helpOf(command, 80).split('\n');
    const visible = command.createHelp().visibleOptions(command);
    for (const { flags } of visible) {
      const naming = lines.filter((line) => line === `  ${flags}` || line.startsWith(`  ${flags}  `));
      expect(naming, flags).toHaveLength(1);
    }
  });

  it('says what it does, how it is used and what its exit codes mean', () => {
    const help = helpOf(command, 80);
    const titles = help.match(/^\S.*:$/gm) ?? [];
    expect(help).toMatch(/^Usage: bench/);
    for (const title of ['Examples:', 'Exit codes:', 'See also:']) expect(titles).toContain(title);
    const { exits, about } = command instanceof PagedCommand ? command.page : { exits: [], about: [] };
    expect(exits.map(([code]) => code)).toEqual(expect.arrayContaining(['0', '1', '2']));
    expect(about.join(' ').length).toBeGreaterThan(100);
  });

  it('has examples that can be typed', () => {
    const { examples } = command instanceof PagedCommand ? command.page : { examples: [] };
    expect(examples.length).toBeGreaterThan(0);
    for (const [line] of examples) expect(problemOf(line), line).toBe('');
  });

  it('breaks examples where a shell joins them again', () => {
    const { examples } = command instanceof PagedCommand ? command.page : { examples: [] };
    const joined = helpOf(command, 80).replace(/ \\\n\s*/g, ' ');
    for (const [line] of examples) expect(joined).toContain(`  ${line}\n`);
  });

  it('points at what is there', () => {
    const { seeAlso } = command instanceof PagedCommand ? command.page : { seeAlso: [] };
    for (const [what] of seeAlso.flatMap(([term]) => term.split(', ').map((part) => [part]))) {
      const [, name = ''] = /^bench (\w+)/.exec(what ?? '') ?? [];
      if (name !== '') expect(bench.commands.map((one) => one.name())).toContain(name);
      else expect(existsSync(resolve(import.meta.dirname, '../..', what ?? '')), what).toBe(true);
    }
  });
});

/** What commander has against a line; nothing is done. */
function problemOf(line: string): string {
  const typed = /^eval "\$\((.*)\)"$/.exec(line)?.[1] ?? line;
  const [name, ...words] = parseArgsStringToArgv(typed.replace(/ >.*$/, ''));
  if (name !== 'bench') return 'does not begin with bench';
  const fresh = program();
  let problem = '';
  for (const command of [fresh, ...fresh.commands]) {
    command.action(() => {}).configureOutput({ writeErr: (text) => (problem += text) });
    command.configureOutput({ outputError: (text) => (problem += text) });
  }
  try {
    fresh.parse(words, { from: 'user' });
  } catch (error) {
    return problem || String(error);
  }
  return problem;
}

describe('an example that cannot be typed', () => {
  it.each(['bench run --mode dev', 'bench rnu', 'bench report', 'run', 'bench run --modes'])(
    'is found: %s',
    (line) => {
      expect(problemOf(line)).not.toBe('');
    },
  );
});

describe('the help of bench', () => {
  it('lists every command in a group', () => {
    const listed = commandGroups.flatMap(({ commands }) => commands.map(({ name }) => name));
    expect(listed.sort()).toEqual(
      bench.commands
        .map((command) => command.name())
        .filter((name) => name !== 'help')
        .sort(),
    );
    const help = helpOf(bench, 80);
    for (const { title, commands } of commandGroups) {
      expect(help).toContain(`\n${title}\n`);
      for (const { name, summary } of commands) {
        expect(help).toMatch(new RegExp(`^  ${name} +${summary.slice(0, 20)}`, 'm'));
        expect(summary.length).toBeLessThan(75);
      }
    }
  });

  it('says where to begin, by what somebody wants to know', () => {
    const help = helpOf(bench, 80);
    for (const line of [
      /own app +bench init && bench run/,
      /which mode .* bench run\n/,
      /claim .* bench claims\n/,
    ])
      expect(help).toMatch(line);
    for (const title of ['Files:', 'Environment:', 'Exit codes:']) expect(help).toContain(`\n${title}\n`);
  });

  it('names every format that there is', () => {
    expect(formats).toBe(reportFormats.map(({ name }) => name).join(','));
  });
});

/** Options that mean something else, or something more, from command to command. */
const own = [
  '--modes',
  '--stack',
  '--scenarios',
  '--concurrency',
  '--rounds',
  '--budget',
  '--name',
  '--out',
  '--format',
];
const ownToo = ['--workers', '--threads', '--procfile', '--full'];

it('words an option alike wherever it means the same', () => {
  const wordings = new Map<string, Set<string>>();
  for (const command of documented) {
    for (const { long, description } of command.options) {
      const bare = description.replace(/^with --calibrate: /, '');
      wordings.set(long ?? '', new Set([...(wordings.get(long ?? '') ?? []), bare]));
    }
  }
  for (const name of [...own, ...ownToo]) wordings.delete(name);
  const several = [...wordings].filter(([, words]) => words.size > 1).map(([name]) => name);
  expect(several).toEqual([]);
});

it('has a page for everything that can be shown', () => {
  for (const command of documented)
    expect(pageOf(command, command.createHelp()).parts.map(({ title }) => title)).toContain('Exit codes:');
});
