import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../harness/model/failure.ts';
import {
  type ProcfileChoice,
  parseProcfile,
  type ReadProcfile,
  variantsOfProcfile,
} from '../../harness/plan/parse-procfile.ts';
import { Problems } from '../../harness/plan/problems.ts';

function read(text: string, environment: Record<string, string> = {}): ReadProcfile {
  return { path: 'Procfile', folder: '/app', text, environment };
}

function variants(text: string, choice: ProcfileChoice = {}, environment: Record<string, string> = {}) {
  const problems = new Problems();
  const found = variantsOfProcfile(read(text, environment), choice, problems);
  problems.throwIfAny();
  return found;
}

function problemsOf(...given: Parameters<typeof variants>): string[] {
  try {
    variants(...given);
  } catch (error) {
    if (error instanceof UsageError)
      return error.problems.map(({ where, message, hint }) => `${where}: ${message} | ${hint ?? ''}`);
    throw error;
  }
  return [];
}

describe('a Procfile', () => {
  it('names a mode on each line, between comments and empty lines', () => {
    const problems = new Problems();
    const text = '# servers\r\nweb: node a.js\n\n  web-2 :  node b.js  \n   # more\nclock: x: y\n';
    expect(parseProcfile(read(text), problems)).toEqual([
      { name: 'web', line: 2, command: 'node a.js' },
      { name: 'web-2', line: 4, command: 'node b.js' },
      { name: 'clock', line: 6, command: 'x: y' },
    ]);
    expect(problems.any).toBe(false);
  });

  it('gives the port of each launch to its commands, which run in its folder', () => {
    expect(variants('web: gunicorn -b 0.0.0.0:$PORT app:app')).toEqual([
      {
        id: 'web',
        label: 'web',
        source: {
          kind: 'command',
          command: 'gunicorn -b 0.0.0.0:$PORT app:app',
          argv: ['gunicorn', '-b', '0.0.0.0:{port}', 'app:app'],
          cwd: '/app',
          ready: { path: '/' },
        },
        options: {},
        parallelism: null,
        development: false,
        notes: [],
      },
    ]);
  });

  it('compares the processes that serve the web, or those that are chosen, in the order chosen', () => {
    const text = 'worker: x\nweb: y\nweb2: z';
    const ids = (choice?: ProcfileChoice) => variants(text, choice).map(({ id }) => id);
    expect(ids()).toEqual(['web', 'web2']);
    expect(ids({ modes: 'web2, worker' })).toEqual(['web2', 'worker']);
  });

  it('keeps values of variables out of the plan, for they may be secrets', () => {
    const [web] = variants(
      'web: KEY=$SECRET node x --db "$DB" $EMPTY',
      {},
      {
        SECRET: 's3cret',
        DB: 'pg://me:pw@h/d b',
        EMPTY: '',
      },
    );
    expect(web?.source).toMatchObject({
      argv: ['node', 'x', '--db', '{env.DB}'],
      env: { KEY: '{env.SECRET}' },
    });
    expect(JSON.stringify(web)).not.toMatch(/s3cret|pg:/);
  });

  it('sweeps the variable by which servers are told their number of workers', () => {
    const found = variants('web: gunicorn app:app\nweb-w: puma -w $WEB_CONCURRENCY', { workers: '1,4' });
    expect(found.map(({ id, label, options, parallelism }) => [id, label, options, parallelism])).toEqual([
      ['web:workers=1', 'web ×1', { workers: 1 }, 1],
      ['web:workers=4', 'web ×4', { workers: 4 }, 4],
      ['web-w:workers=1', 'web-w ×1', { workers: 1 }, 1],
      ['web-w:workers=4', 'web-w ×4', { workers: 4 }, 4],
    ]);
    expect(found[2]?.source).toMatchObject({
      argv: ['puma', '-w', '{workers}'],
      env: { WEB_CONCURRENCY: '{workers}' },
    });
  });

  it.each<[string, Parameters<typeof variants>, string[]]>([
    [
      'all that is wrong with its lines at once, each by its number',
      ['web node a.js\nweb:\n\nweb: node $X\nweb: y\n-x: z'],
      [
        'Procfile:1: "web node a.js" names no process | write web: node server.js --port $PORT',
        'Procfile:2: web has no command | write web: node server.js --port $PORT',
        'Procfile:5: "web" is named twice | ',
        'Procfile:6: "-x" cannot name a mode | use letters, digits, . _ - (at most 64)',
        'Procfile:4: $X is not set | set it before bench is called; a .env file is not read: set -a; . ./.env; set +a',
      ],
    ],
    [
      'what only a shell can do',
      ['web: cd app && node x'],
      [
        'Procfile:1: "&&" needs a shell | put it into a script that the line starts, or into a configuration file, with shell: true',
      ],
    ],
    [
      'a value that a shell would split',
      ['web: node $OPTIONS', {}, { OPTIONS: '-a -b' }],
      [
        'Procfile:1: the value of $OPTIONS has spaces, at which a shell would split it | write "$OPTIONS" to keep it whole, or its words into the line',
      ],
    ],
    ['a line that only sets variables', ['web: A=1'], ['Procfile:1: "A=1" has no program | ']],
    [
      'that no process serves the web',
      ['worker: x\nclock: y'],
      ['Procfile: has no process whose name begins with web | choose with --modes: worker, clock'],
    ],
    [
      'that it is empty',
      ['# nothing\n'],
      ['Procfile: has no process | write web: node server.js --port $PORT'],
    ],
    [
      'a process that it has not',
      ['web: x', { modes: 'wep' }],
      ['--modes: Procfile has no process "wep" | did you mean web? Allowed: web'],
    ],
    [
      'no process at all',
      ['web: x', { modes: ' , ' }],
      ['--modes: names nothing | processes of Procfile: web'],
    ],
    [
      'a number of workers that is none',
      ['web: x', { workers: '0' }],
      ['--workers: "0" is not a whole number from 1 to 1024 | '],
    ],
  ])('says %s', (_, given, told) => {
    expect(problemsOf(...given)).toEqual(told);
  });

  it('finds what was written, however much stands around it', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,10}$/);
    const command = fc.stringMatching(/^[a-z./]{1,10}( [a-z0-9=:-]{1,8}){0,4}$/);
    const noise = fc.constantFrom('', '   ', '# web: none', '\t# x');
    const entries = fc.uniqueArray(fc.record({ name, command, noise }), { selector: (entry) => entry.name });
    fc.assert(
      fc.property(entries, fc.constantFrom('\n', '\r\n'), (given, end) => {
        const problems = new Problems();
        const text = given.flatMap(({ name, command, noise }) => [noise, `${name}: ${command}`]).join(end);
        const found = parseProcfile(read(text), problems);
        expect(problems.any).toBe(false);
        expect(found).toEqual(
          given.map(({ name, command }, index) => ({ name, command, line: 2 * index + 2 })),
        );
      }),
    );
  });

  it('names a line for everything that it cannot read, and never fails', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const problem of problemsOf(text)) expect(problem).toMatch(/^Procfile(:\d+)?: /);
      }),
    );
  });
});
