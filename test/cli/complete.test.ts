import { describe, expect, it } from 'vitest';
import { answerText } from '../../harness/cli/complete/answer.ts';
import { complete } from '../../harness/cli/complete/complete.ts';
import { type ValueKind, valueKinds } from '../../harness/cli/complete/kinds.ts';
import { modeCandidates } from '../../harness/cli/complete/mode-candidates.ts';
import { valuesHere } from '../../harness/cli/complete/values.ts';
import { kindOf } from '../../harness/cli/options.ts';
import { program } from '../../harness/cli/program.ts';

const bench = program();

/** Candidates as whole words; the last word is the one at the cursor. */
async function completed(...words: string[]): Promise<string[]> {
  const { kept, candidates } = await complete(bench, words.slice(0, -1), words.at(-1) ?? '', valuesHere);
  return candidates.map(({ value }) => kept + value);
}

describe('what can be typed', () => {
  it('is a command first', async () => {
    expect(await completed('')).toEqual(expect.arrayContaining(['run', 'claims', 'report', 'help']));
    expect(await completed('ru')).toEqual(['run']);
    expect(await completed('--debug', 'ru')).toEqual(['run']);
    expect(await completed('help', 'ru')).toEqual(['run']);
  });

  it('is an option of the command, and of every command', async () => {
    expect(await completed('run', '--mo')).toEqual(['--modes']);
    expect(await completed('run', '--de')).toEqual(['--debug']);
    expect(await completed('report', '--mo')).toEqual([]);
    expect(await completed('list', '')).toEqual(expect.arrayContaining(['--config', '--json', '--help']));
    expect(await completed('--ver')).toEqual(['--version']);
  });

  it('is not an option that was given, unless it may be repeated', async () => {
    expect(await completed('run', '--json', '--js')).toEqual([]);
    expect(await completed('run', '-q', '--qu')).toEqual([]);
    expect(await completed('run', '--cmd', 'a=b {port}', '--cm')).toEqual(['--cmd']);
  });

  it('is also an option that the help of config leaves to that of run', async () => {
    expect(await completed('config', '--sl')).toEqual(['--slo']);
  });

  it.each<[string[], string[]]>([
    [['run', '--modes', 'thr'], ['threaded']],
    [['run', '-m', 'thr'], ['threaded']],
    [['run', '--modes=thr'], ['--modes=threaded']],
    [['run', '--modes', 'dev,thr'], ['dev,threaded']],
    [['run', '--stack', 'flask', '--modes', 'prefork-g'], ['prefork-gevent']],
    [['run', '--modes', 'flask/prefork-g'], ['flask/prefork-gevent']],
    [['run', '--modes', 'prefork+n'], ['prefork+nginx']],
    [['run', '--modes', 'prefork+nginx:b'], ['prefork+nginx:backends=']],
    [['run', '--modes', 'dev,prefork:w'], ['dev,prefork:workers=']],
    [['run', '--scenarios', 'db-r'], ['db-read']],
    [['run', '--format', 'html,p'], ['html,png']],
    [['run', '--engine', 'auto'], ['autocannon']],
    [
      ['run', '--arrivals', ''],
      ['constant', 'poisson'],
    ],
    [
      ['run', '--overflow', ''],
      ['queue', 'drop'],
    ],
    [
      ['run', '--pacing', ''],
      ['timer', 'spin'],
    ],
    [
      ['run', '--stack', ''],
      ['node', 'flask', 'django'],
    ],
    [['run', '--set', 'defaults.bu'], ['defaults.budget=']],
    [
      ['history', '--metric', 'p'],
      ['p50', 'p99'],
    ],
    [['history', '--trend', 'threaded/js'], ['threaded/json']],
    [
      ['claims', '--document', 'D0,D'],
      ['D0,D1', 'D0,D2', 'D0,D3'],
    ],
    [['claims', '--claims', 'D0-rec'], ['D0-recovery']],
    [['claims', '--fail-on', 'ref'], ['refuted']],
    [['experiment', 'recover', 'recover:w'], ['recover:worker']],
    [['serve', '--port', '1', 'thr'], ['threaded']],
    [['init', '--format', 'y'], ['yaml']],
    [['completion', 'z'], ['zsh']],
  ])('%j goes on with %j', async (words, expected) => {
    expect(await completed(...words)).toEqual(expected);
  });

  it('offers none twice in a list', async () => {
    expect(await completed('run', '--modes', 'dev,dev')).toEqual([]);
  });

  it('leaves files and folders to the shell, where they are expected', async () => {
    const pathsAt = async (...words: string[]) =>
      (await complete(bench, words.slice(0, -1), words.at(-1) ?? '', valuesHere)).paths;
    expect(await pathsAt('run', '--config', '')).toBe('files');
    expect(await pathsAt('run', '--procfile=')).toBe('files');
    expect(await pathsAt('run', '--out', '')).toBe('folders');
    expect(await pathsAt('claims', '--file', '')).toBe('files');
    expect(await pathsAt('report', '')).toBe('files');
    expect(await pathsAt('init', '')).toBe('folders');
    expect(await pathsAt('run', '--path', '/')).toBe('none');
    expect(await pathsAt('run', '--rounds', '')).toBe('none');
  });

  it('takes an option that may go without a value by itself', async () => {
    expect(await completed('run', '--resume', '--qu')).toEqual(['--quiet']);
  });

  it('is nothing after words that mean nothing', async () => {
    expect(await completed('run', '--nonsense=x')).toEqual([]);
    expect(await completed('run', '--', '--mo')).toEqual([]);
  });
});

describe('every value that an option or an argument takes', () => {
  /** Figures, times and texts of one's own, which nothing can complete. */
  const free =
    /<(n|time|share|factor|instance|metric=share|command|age|when|hash|levels|rates|objectives|name=command|name=url|name=n|host|path|mode\/.*)>/;
  const freeOptions = ['--workers <list>', '--threads <list>', '--load-cpus <list>', '--server-cpus <list>'];
  const freeNames = ['--name <name>'];

  it('is of a kind that can be completed, a file, a folder, or free', () => {
    const others = bench.commands.flatMap((command) =>
      command.options
        .filter((option) => option.required || option.optional)
        .filter((option) => kindOf(option) === null && !/<(file|folder)>/.test(option.flags))
        .filter(({ flags }) => !free.test(flags) && ![...freeOptions, ...freeNames].includes(flags))
        .map(({ flags }) => `${command.name()} ${flags}`),
    );
    expect(others).toEqual([]);
  });

  it('has candidates where its kind has a fixed set of them', async () => {
    const ofFolder: readonly ValueKind[] = ['run', 'resumable', 'run-name', 'workload'];
    for (const kind of valueKinds.filter((one) => !ofFolder.includes(one)))
      expect((await valuesHere(kind, '', new Map())).length, kind).toBeGreaterThan(0);
  });
});

describe('a mode that is begun', () => {
  const mode = (stack: string, name: string, ...options: string[]) => ({
    stack,
    ...{ name, meaning: `${name} of ${stack}` },
    options: options.map((option) => ({ name: option, meaning: '' })),
  });
  const names = {
    modes: [
      mode('node', 'dev'),
      mode('node', 'prefork', 'workers'),
      mode('flask', 'prefork', 'workers', 'preload'),
    ],
    layers: [{ name: 'nginx', meaning: 'a proxy', options: [{ name: 'backends', meaning: '' }] }],
  };
  const begun = (piece: string, ...stacks: string[]) =>
    modeCandidates(names, stacks.length === 0 ? ['node'] : stacks, piece).map(({ value }) => value);

  it('is one of the stacks asked for, each name once, or names a stack', () => {
    expect(begun('')).toEqual(['dev', 'prefork', 'node/', 'flask/']);
    expect(begun('', 'node', 'flask')).toEqual(['dev', 'prefork', 'node/', 'flask/']);
    expect(begun('flask/')).toEqual(['flask/prefork']);
  });

  it('goes on with its sizes, and those of the layers round it', () => {
    expect(begun('prefork:')).toEqual(['prefork:workers=']);
    expect(begun('flask/prefork+nginx:workers=2:')).toEqual(
      ['workers', 'preload', 'backends'].map((name) => `flask/prefork+nginx:workers=2:${name}=`),
    );
  });
});

describe('an answer to a shell', () => {
  const answerTo = (...given: string[]) => answerText(bench, given, valuesHere);

  it('gives bash what comes after the last sign that breaks words', async () => {
    const line = 'bench run -m prefork:wo';
    expect(await answerTo('bash', line, String(line.length), ' =:')).toBe('none 0 list\nworkers=\n');
    const inline = 'bench run --modes=dev,thr';
    expect(await answerTo('bash', inline, String(inline.length), ' =:')).toBe('none 12 list\ndev,threaded\n');
    expect(await answerTo('bash', 'bench run --modes dev', '8', ' =:')).toBe('none 0 end\nrun\n');
  });

  it('gives zsh the candidates alone, and fish whole words, both with what they mean', async () => {
    expect(await answerTo('zsh', '--', 'run', '--modes=dev,thr')).toMatch(
      /^none 12 list plain\nthreaded:one process\\?:/,
    );
    expect(await answerTo('fish', '--', 'run', '--modes=dev,thr')).toMatch(
      /^none 12 list\n--modes=dev,threaded\tone process/,
    );
  });
});
