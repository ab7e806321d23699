import { Command, Option } from 'commander';
import * as shared from '../options.ts';
import { add, collect, ValueOption } from '../options.ts';

/** An option that may be given several times. */
const repeated = (flags: string, description: string) =>
  new Option(flags, `${description}; may be repeated`).argParser(collect);

/** All that `bench run` takes, in the groups of its help. */
export function declareRunOptions(command: Command): void {
  declareSubjects(command.optionsGroup('What is measured:'));
  declareWorkload(command);
  declareMeasuring(command);
  declareOutput(command);
}

/**
 * What `bench run` takes, for another command that has a use for it.
 * @param without names of those that it has none for
 * @param isShown whether its help shows an option; those that it does not show still work
 */
export function runOptions(without: readonly string[], isShown: (name: string) => boolean): Option[] {
  const run = new Command('run');
  declareRunOptions(run);
  return run.options
    .filter((option) => !without.includes(option.attributeName()))
    .map((option) => {
      const { flags, description } = option;
      const same =
        option instanceof ValueOption
          ? new ValueOption(flags, description, option.kind)
          : new Option(flags, description);
      if (option.parseArg !== undefined) same.argParser(collect);
      return same.hideHelp(!isShown(option.attributeName()));
    });
}

function declareSubjects(command: Command): void {
  const modes =
    'modes, the first is the baseline; prefork+nginx puts layers round one (those of the configuration, or dev,prefork,threaded)';
  const stacks = 'what the reference app runs on: node, flask, django; several are compared (node)';
  const host = 'where --cmd servers listen: 127.0.0.1, ::1 or localhost (127.0.0.1)';
  const scenarios =
    'what the requests do, as bench list names it (those of the configuration, or json,cpu,wait)';
  add(
    command,
    new ValueOption('-m, --modes <list>', modes, 'modes'),
    new ValueOption('--stack <list>', stacks, 'stacks'),
    new Option('--workers <list>', 'processes of the modes that have several; 1,2,4,8 to sweep (4)'),
    new Option('--threads <list>', 'threads of the modes that have a pool; 1,2,4 to sweep (4)'),
    repeated('--cmd <name=command>', 'a server of your own, with {port} or {socket}'),
    new Option('--procfile <file>', 'servers of your own: its processes named web*, or those of --modes'),
    repeated('--url <name=url>', 'a server that runs already, and is left running'),
    repeated('--pid <name=n>', 'process of a --url server, to sample its memory (who listens there)'),
    repeated('--allow-remote <host>', 'a host beside loopback that may be loaded'),
    repeated('--path <path>', 'what to request of servers of your own (/)'),
    new ValueOption('--host <address>', host, 'host'),
    new Option('--tls', '--cmd servers speak HTTPS'),
    new Option('-k, --insecure', 'with --tls: take whatever certificate they show'),
    new ValueOption('-s, --scenarios <list>', scenarios, 'scenarios'),
  );
}

function declareWorkload(command: Command): void {
  command
    .optionsGroup('Closed workload, a number of busy connections:')
    .option('-c, --concurrency <levels>', 'connections: 1,8,32 or 1..64 for doubling (1,8,32)')
    .option('--think <time>', 'how long each connection rests after an answer (0)')
    .optionsGroup('Open workload, requests that come whatever is answered:')
    .option('-R, --rate <rates>', 'requests per second: 500, 100,200,400, 100..800 for doubling, 2.5k');
  const arrivals = 'constant: evenly spaced; poisson: as independent users come (constant)';
  const overflow =
    'when all of them are busy, queue: requests wait in order; drop: they are counted as failed (queue)';
  const pacing =
    'what wakes the loader: timer, or spin, closer by some 0.6 ms for a whole core of its own (timer)';
  add(
    command,
    new ValueOption('--arrivals <process>', arrivals, 'arrivals'),
    new Option('--max-connections <n>', 'most that may be open at once (256)'),
    new ValueOption('--overflow <policy>', overflow, 'overflow'),
    new ValueOption('--pacing <how>', pacing, 'pacing'),
  );
}

function declareMeasuring(command: Command): void {
  command.optionsGroup('Precision and time:');
  add(
    command,
    new Option('--rounds <n>', 'fresh starts of every mode (at least 6, as many as the budget holds)'),
    new Option('--budget <time>', 'time to spend at most: 90s, 5m (90s; 3m with --rate)'),
    new Option(
      '--precision <share>',
      'wanted half-width of each ratio of throughput, with --rate of p50 response time (5%)',
    ),
    shared.seed(),
    new Option('--strict', 'exit 3 when any cell is invalid or inconclusive, or an objective cannot be told'),
  );
  command.optionsGroup('What must hold:');
  const slo = "such as 'p99<200ms@c=16,failures<0.1%'; exit 99 when one is missed";
  add(command, repeated('--slo <objectives>', slo));
  command.optionsGroup('Time-outs:');
  add(
    command,
    shared.timeout(),
    new Option('--connect-timeout <time>', 'a connection not made after so long has failed (5s)'),
    new Option(
      '--idle-timeout <time>',
      'an answer that pauses for so long has failed (only --timeout counts)',
    ),
    shared.readyTimeout(),
    new Option('--hook-timeout <time>', 'a setup or teardown not done after so long has failed (30s)'),
  );
  command.optionsGroup('Load generator and machine:');
  add(
    command,
    new ValueOption('--engine <name>', 'native or autocannon (native)', 'engine'),
    new Option('--loaders <n>', 'processes that share the sending (1)'),
    new Option('--load-cpus <list>', 'CPUs that the loaders are kept to: 0 or 0-3,8 (any)'),
    new Option('--server-cpus <list>', 'CPUs that the servers are kept to: 0 or 0-3,8 (any)'),
    new Option('--isolate', 'keep only one mode alive at a time'),
  );
}

function declareOutput(command: Command): void {
  command.optionsGroup('Configuration:');
  const set = new ValueOption(
    '--set <key=value>',
    'a value in it, as defaults.budget=2m; may be repeated',
    'setting',
  );
  add(
    command,
    shared.configFile(),
    shared.noConfig(),
    new ValueOption('--workload <name>', 'one of the workloads of the configuration', 'workload'),
    set.argParser(collect),
  );
  command.optionsGroup('Output:');
  const resume = 'go on with an interrupted run: latest~1, a --name, a folder (latest)';
  add(
    command,
    shared.runName('run'),
    shared.out(),
    shared.reports(),
    new ValueOption('--resume [run]', resume, 'resumable'),
    shared.full(),
    shared.open(),
    shared.json(),
    shared.quiet(),
  );
}
