/**
 * How a command of the documentation is carried out by its test. What only reads takes a second and is done as it
 * stands. What measures would take minutes:
 *
 * - the first of each such command on a page is done, with one round, with little time to warm up, and where it says
 *   nothing of the load at two levels; of `bench run` the first of each source of servers (modes, --cmd, --procfile, --url),
 *   of experiments the first one on its first mode, of claims one of each document or file
 * - `bench run` with --json is done as well, for a program reads what it prints
 * - every further `bench run` is planned by `bench config`, which takes and checks all of its options
 * - every further one of the others is given one more option that is wrong, and must complain of nothing else: all
 *   problems are told at once
 */
export type Way =
  | { readonly way: 'as it is'; readonly args: readonly string[] }
  | { readonly way: 'shortened'; readonly args: readonly string[] }
  | { readonly way: 'planned'; readonly args: readonly string[] }
  | { readonly way: 'refused'; readonly args: readonly string[]; readonly problem: string };

const wrong = 'refused-by-the-test';

/**
 * @param earlier {@link keyOf} the commands that were shortened on this page before
 * @param firstClaim the id of the first claim of a file
 */
export function shorten(
  args: readonly string[],
  earlier: readonly string[],
  firstClaim: (file: string) => string,
): Way {
  const [command = '', ...rest] = args;
  if (!measures(command, rest)) return { way: 'as it is', args };
  const isFirst = !earlier.includes(keyOf(args));
  if (command === 'run') return isFirst || rest.includes('--json') ? shortRun(args) : planned(rest);
  if (!isFirst) return refused(command, args);
  if (command === 'claims')
    return { way: 'shortened', args: [...args, ...oneRound, ...oneClaim(rest, firstClaim)] };
  if (command === 'experiment') return { way: 'shortened', args: oneExperiment(rest) };
  const budget = { doctor: '20s', capacity: '30s' }[command] ?? '5s';
  return { way: 'shortened', args: [...args, '--budget', budget] };
}

/** What is done once on a page. */
export function keyOf([command = '', ...rest]: readonly string[]): string {
  const source = ['--cmd', '--procfile', '--url'].filter((option) => rest.includes(option));
  return command === 'run' ? [command, ...source].join(' ') : command;
}

function measures(command: string, rest: readonly string[]): boolean {
  if (rest.includes('--help')) return false;
  if (command === 'doctor') return rest.includes('--calibrate');
  if (command === 'claims') return !rest.includes('--record');
  if (command === 'run') return !rest.includes('--resume');
  // With a run it plans from that.
  if (command === 'capacity') return rest[0]?.startsWith('-') ?? true;
  return command === 'experiment' || command === 'micro';
}

const oneRound = ['--rounds', '1'];

/** Looking for a steady state takes a share of the budget; the round itself takes a third of this one. */
const littleTime = ['--budget', '30s'];

/** What says how many connections or requests there are, or depends on it. */
const ofLoad = ['-c', '--concurrency', '-R', '--rate', '--workload', '--slo'];

function shortRun(args: readonly string[]): Way {
  const budget = args.includes('--budget') ? [] : littleTime;
  const levels = args.some((word) => ofLoad.includes(word)) ? [] : ['-c', '1,8'];
  return { way: 'shortened', args: [...args, ...oneRound, ...budget, ...levels] };
}

function planned(rest: readonly string[]): Way {
  return { way: 'planned', args: ['config', ...rest] };
}

function refused(command: string, args: readonly string[]): Way {
  const option = { claims: '--claims', experiment: '--format' }[command] ?? '--budget';
  return { way: 'refused', args: [...args, option, wrong], problem: `bench: ${option}: ` };
}

/** A claim that is judged on the real servers and on stand-ins alike. */
const claimOf: Readonly<Record<string, string>> = {
  D0: 'D0-ratio',
  D1: 'D1-ratio-gunicorn',
  D2: 'D2-gunicorn-uwsgi',
  D3: 'D3-waitress-tuning',
};

function oneClaim(rest: readonly string[], firstClaim: (file: string) => string): string[] {
  if (rest.includes('--claims')) return [];
  const file = valueAfter(rest, '--file');
  if (file !== undefined) return ['--claims', firstClaim(file)];
  const documents = (valueAfter(rest, '--document') ?? valueAfter(rest, '-d') ?? 'D0').split(',');
  return ['--claims', documents.map((document) => claimOf[document] ?? document).join(',')];
}

function oneExperiment(rest: readonly string[]): string[] {
  const names = rest.findIndex((word) => word.startsWith('-'));
  const options = names === -1 ? [] : rest.slice(names);
  const mode = (valueAfter(rest, '--modes') ?? valueAfter(rest, '-m') ?? 'dev').split(',')[0] ?? 'dev';
  return ['experiment', rest[0] ?? '', ...options, '--modes', mode];
}

function valueAfter(words: readonly string[], option: string): string | undefined {
  const at = words.indexOf(option);
  return at === -1 ? undefined : words[at + 1];
}

/** Of a program that measures, with as little as is allowed in place of what it asks for. */
export function shortProgram(text: string): string {
  const short = text.replaceAll(/\bbudget: *(['"])[^'"]*\1/g, "budget: '5s'");
  return short.replaceAll(/\brounds: *\d+/g, short === text ? "rounds: 1, budget: '30s'" : 'rounds: 1');
}
