#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander';
import { exitCodes } from './commands/exit-codes.ts';
import { version } from './version.ts';

/** Of `reports/index.ts`, which is too much to load for a help text. */
const formats = 'html,md,png,json,csv,openmetrics,hdr';

/**
 * argv in, exit code out. Only the declarations of the commands are here; what they do is loaded when they are
 * called, so that `bench --help` answers at once.
 */
function program(): Command {
  const bench = new Command('bench')
    .description('Compares server modes: the same app as one process, as prefork processes and as threads.')
    .version(version, '-V, --version')
    .option('--debug', 'show where an error came from')
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
    .addHelpText(
      'after',
      `
Examples:
  bench run                                        dev, prefork and threaded on the reference app
  bench run --modes dev,prefork:workers=8 --scenarios wait --concurrency 1..64
  bench run --cmd 'old=node old.js --port {port}' --cmd 'new=node new.js --port {port}' --path /
  bench report latest --format html,png

Exit codes: 0 pass, 1 the harness or a server failed, 2 bad usage, 3 the measurement cannot answer,
            99 an objective was missed, 130/143 interrupted (what was measured is kept)`,
    );
  declareInit(bench);
  declareRun(bench);
  declareConfig(bench);
  declareExperiment(bench);
  declareClaims(bench);
  declareReport(bench);
  declareCompare(bench);
  declareHistory(bench);
  declarePrune(bench);
  declareList(bench);
  declareServe(bench);
  declareMicro(bench);
  declareDoctor(bench);
  return bench;
}

function declareInit(bench: Command): void {
  bench
    .command('init')
    .description('write a configuration for the app in a folder: looks at its files, runs nothing of it')
    .argument('[folder]', 'where the app is', '.')
    .option(
      '-f, --format <name>',
      'ts, mjs, yaml or json (that of the app: ts or mjs for Node, yaml for Python)',
    )
    .option('--force', 'write over a configuration that is there')
    .option('--stdout', 'show what would be written, and write nothing')
    .option('--json', 'print what was found as JSON')
    .addHelpText(
      'after',
      `
Examples:
  bench init                                       writes bench.config.ts, .mjs or .yaml; then: bench run
  bench init backend --format yaml --stdout

Exit codes: 0 done, 2 bad usage or a configuration that is there already, 3 no app was found`,
    )
    .action(async (folder: string, options: Record<string, unknown>) => {
      const { initCommand } = await import('./commands/init.ts');
      process.exitCode = await initCommand(folder, options);
    });
}

function declareRun(bench: Command): void {
  bench
    .command('run')
    .description('start each mode, load all of them in turns, compare')
    .optionsGroup('What is measured:')
    .option(
      '-m, --modes <list>',
      'modes, the first is the baseline; prefork+nginx puts layers round one (dev,prefork,threaded)',
    )
    .option(
      '--stack <list>',
      'what the reference app runs on: node, flask, django; several are compared (node)',
    )
    .option('--workers <list>', 'processes of the modes that have several; 1,2,4,8 to sweep (4)')
    .option('--threads <list>', 'threads of the modes that have a pool; 1,2,4 to sweep (4)')
    .option('--cmd <name=command>', 'a server of your own, with {port} or {socket}; may be repeated', collect)
    .option('--procfile <file>', 'servers of your own: its processes named web*, or those of --modes')
    .option('--url <name=url>', 'a server that runs already, and is left running; may be repeated', collect)
    .option('--pid <name=n>', 'process of a --url server, to sample its memory (who listens there)', collect)
    .option('--allow-remote <host>', 'a host beside loopback that may be loaded; may be repeated', collect)
    .option('--path <path>', 'what to request of servers of your own; may be repeated (/)', collect)
    .option('--host <address>', 'where --cmd servers listen: 127.0.0.1, ::1 or localhost (127.0.0.1)')
    .option('--tls', '--cmd servers speak HTTPS')
    .option('-k, --insecure', 'with --tls: take whatever certificate they show')
    .option('-s, --scenarios <list>', 'what the requests do (json,cpu,wait); see bench list')
    .optionsGroup('Closed workload, a number of busy connections:')
    .option('-c, --concurrency <levels>', 'connections: 1,8,32 or 1..64 for doubling (1,8,32)')
    .option('--think <time>', 'how long each connection rests after an answer (0)')
    .optionsGroup('Open workload, requests that come whatever is answered:')
    .option('-R, --rate <rates>', 'requests per second: 500, 100,200,400, 100..800 for doubling, 2.5k')
    .option('--arrivals <process>', 'constant: evenly spaced; poisson: as independent users come (constant)')
    .option('--max-connections <n>', 'most that may be open at once (256)')
    .option(
      '--overflow <policy>',
      'when all of them are busy, queue: requests wait in order; drop: they are counted as failed (queue)',
    )
    .option(
      '--pacing <how>',
      'what wakes the loader: timer, or spin, closer by some 0.6 ms for a whole core of its own (timer)',
    )
    .optionsGroup('Precision and time:')
    .option('--rounds <n>', 'fresh starts of every mode (at least 6, as many as the budget holds)')
    .option('--budget <time>', 'time to spend at most: 90s, 5m (90s; 3m with --rate)')
    .option(
      '--precision <share>',
      'wanted half-width of each ratio of throughput, with --rate of p50 response time (5%)',
    )
    .option('--seed <n>', 'of the random order (drawn, and kept in the record)')
    .option('--strict', 'exit 3 when any cell is invalid or inconclusive, or an objective cannot be told')
    .optionsGroup('What must hold:')
    .option(
      '--slo <objectives>',
      "such as 'p99<200ms@c=16,failures<0.1%'; exit 99 when one is missed; may be repeated",
      collect,
    )
    .optionsGroup('Time-outs:')
    .option('--timeout <time>', 'a request unanswered for so long has failed (10s)')
    .option('--connect-timeout <time>', 'a connection not made after so long has failed (5s)')
    .option('--idle-timeout <time>', 'an answer that pauses for so long has failed (only --timeout counts)')
    .option('--ready-timeout <time>', 'a server not ready after so long has failed (20s)')
    .optionsGroup('Load generator and machine:')
    .option('--engine <name>', 'native or autocannon (native)')
    .option('--loaders <n>', 'processes that share the sending (1)')
    .option('--load-cpus <list>', 'CPUs that the loaders are kept to: 0 or 0-3,8 (any)')
    .option('--server-cpus <list>', 'CPUs that the servers are kept to (any)')
    .option('--isolate', 'keep only one mode alive at a time')
    .optionsGroup('Configuration:')
    .option('--config <file>', 'in place of bench.config.ts, .js, .json or .yaml of this folder')
    .option('--no-config', 'use no configuration file')
    .option('--workload <name>', 'one of the workloads of the configuration')
    .option('--set <key=value>', 'a value in it, as defaults.budget=2m; may be repeated', collect)
    .optionsGroup('Output:')
    .option('--name <name>', 'part of the name of the run (run)')
    .option('--out <folder>', 'where runs are kept (.bench/runs)')
    .option('--format <list>', `what to write beside the record: ${formats} (html)`)
    .option('--resume [run]', 'go on with an interrupted run: latest~1, a --name, a folder (latest)')
    .option('--full', 'show every level, not only the best')
    .option('--open', 'open the HTML report afterwards')
    .option('--json', 'print the record on stdout')
    .option('-q, --quiet', 'no progress')
    .addHelpText(
      'after',
      `
Objectives (--slo): metric, <, <=, > or >=, value with its unit; then, where wanted, one level, scenario and mode:
  p50 p75 p90 p95 p99 p99.9 p99.99 of the response time (us, ms, s), throughput (req/s), failures (%),
  footprint (kB, MB, GB, MiB, …), cpu, of the server per request (us, ms, s)
  'p99<200ms'                                      at every level, in every scenario, of every mode
  'p99<200ms@c=16', 'p99<200ms@r=500'              at 16 connections; at 500 requests per second
  'p99<200ms in wait of flask/prefork'             in one scenario, of one mode
  Without @ an objective must hold at each level that is measured: load with what must be borne, or name the level. Only
  throughput has to be reached at one level, the best. It is missed when the whole interval lies beyond the limit in any
  of these cells, and then bench exits with 99; how far each mode holds is told in any case.

Examples:
  bench run --modes dev,prefork,threaded
  bench run --scenarios wait --concurrency 1..64 --slo 'p95<250ms@c=16' --slo 'failures<1%,footprint<300MB'
  bench run --modes dev,prefork --workers 1,2,4,8 --scenarios cpu
  bench run --scenarios wait --rate 50..400 --arrivals poisson
  bench run --modes prefork,prefork+nginx:backends=2,flask/prefork+supervisor
  bench run --cmd 'a=gunicorn -w 1 -b 127.0.0.1:{port} wsgi:app' --cmd 'b=gunicorn -w 4 -b 127.0.0.1:{port} wsgi:app'
  bench run --cmd 'a=gunicorn -b unix:{socket} wsgi:app' --cmd 'b=gunicorn -b 127.0.0.1:{port} wsgi:app'
  bench run --cmd 'a=node https.js {port}' --tls --insecure
  bench run --procfile Procfile --workers 1,2,4     sets $PORT and WEB_CONCURRENCY
  bench run --url old=http://127.0.0.1:3000 --url new=http://127.0.0.1:3001 --path /items
  bench run --budget 5m --precision 2% --json > record.json`,
    )
    .action(async (options: Record<string, unknown>) => {
      const { runCommand } = await import('./commands/run.ts');
      process.exitCode = await runCommand(options);
    });
}

/** Takes all that `bench run` takes, for it shows what that would do. */
function declareConfig(bench: Command): void {
  const shown = ['config', 'workload', 'set'];
  const config = bench
    .command('config')
    .description('what bench run would do here, and where each setting comes from')
    .option('--json', 'as JSON');
  for (const option of bench.commands.find((command) => command.name() === 'run')?.options ?? []) {
    const name = option.attributeName();
    if (name === 'json' || name === 'resume') continue;
    const same = new Option(option.flags, option.description).hideHelp(!shown.includes(name));
    if (option.parseArg) same.argParser(option.parseArg);
    config.addOption(same);
  }
  config
    .addHelpText(
      'after',
      `
Takes every option of bench run too, to show what it changes.

Examples:
  bench config
  bench config --workload peak --set defaults.budget=2m
  bench config --json --rate 100..800`,
    )
    .action(async (options: Record<string, unknown>) => {
      const { configCommand } = await import('./commands/config.ts');
      process.exitCode = await configCommand(options);
    });
}

function declareExperiment(bench: Command): void {
  bench
    .command('experiment')
    .description('do something to each mode once, and see what happens')
    .argument('<name...>', 'recover, recover:worker, … or all; see bench list')
    .option('-m, --modes <list>', 'modes of the reference app (dev,prefork,threaded)')
    .option('--stack <name>', 'what the reference app runs on: node, flask or django (node)')
    .option('--workers <n>', 'processes of the modes that have several (4)')
    .option('--threads <n>', 'threads of the modes that have a pool (4)')
    .option('--timeout <time>', 'a request unanswered for so long has failed (10s)')
    .option('--ready-timeout <time>', 'a server not ready after so long has failed (20s)')
    .option('--name <name>', 'part of the name of the run (experiment)')
    .option('--out <folder>', 'where runs are kept (.bench/runs)')
    .option('--format <list>', `what to write beside the record: ${formats} (html)`)
    .option('--open', 'open the HTML report afterwards')
    .option('--json', 'print the record on stdout')
    .option('-q, --quiet', 'no progress')
    .addHelpText(
      'after',
      `
Examples:
  bench experiment recover --modes dev,prefork
  bench experiment recover:worker stuck overlap --stack flask --modes prefork,threaded
  bench experiment all --modes prefork --json > record.json

Exit codes: 0 done, 1 an act failed, 2 bad usage, 3 no act makes sense for any of the modes`,
    )
    .action(async (names: string[], options: Record<string, unknown>) => {
      const { experimentCommand } = await import('./commands/experiment.ts');
      process.exitCode = await experimentCommand(names, options, process.argv.slice(2));
    });
}

function declareClaims(bench: Command): void {
  bench
    .command('claims')
    .description('measure what documents state, and judge it')
    .option('-d, --document <list>', 'documents: D0,D1 (all that come with Modebench)')
    .option('--claims <list>', 'claims by their ids: D0-ratio,D1-shape (all)')
    .option(
      '--file <path>',
      'claims of your own, YAML; may be repeated (docs/claims.md tells its form)',
      collect,
    )
    .option('--stack <list>', 'measure only servers of these stacks: node for the stand-ins alone')
    .option('--record <record>', 'judge a record, and measure nothing: latest, latest~1, a --name or a path')
    .option('--fail-on <verdicts>', 'exit 99 when a claim is one of these: refuted,inconclusive,depends')
    .option('-c, --concurrency <levels>', 'connections (16)')
    .option('--rounds <n>', 'fresh starts of every server (6)')
    .option('--budget <time>', 'time for the rounds at most; experiments come after them')
    .option('--seed <n>', 'of the random order (drawn, and kept in the record)')
    .option('--name <name>', 'part of the name of the run (claims)')
    .option('--out <folder>', 'where runs are kept (.bench/runs); with --record, where reports go')
    .option('-f, --format <list>', `what to write: ${formats} (html)`)
    .option('--full', 'show every level, not only the best')
    .option('--open', 'open the HTML report afterwards')
    .option('--json', 'print the record on stdout')
    .option('-q, --quiet', 'no progress')
    .addHelpText(
      'after',
      `
Examples:
  bench claims                                     every statement of the documents: about 20 minutes
  bench claims --document D1 --stack node          what carries over to the Node stack
  bench claims --file mine.yml --fail-on refuted   a published table, held to in CI
  bench claims --record latest --format md`,
    )
    .action(async (options: Record<string, unknown>) => {
      const { claimsCommand } = await import('./commands/claims.ts');
      process.exitCode = await claimsCommand(options, process.argv.slice(2));
    });
}

function declareReport(bench: Command): void {
  bench
    .command('report')
    .description('render a record again; measures nothing')
    .argument('<record>', 'latest, latest~1, a --name, name~1, a folder (its beginning) or record.json')
    .option('-f, --format <list>', `${formats}; without it, the terminal`)
    .option('-o, --out <folder>', 'where to write (beside the record)')
    .option('--full', 'terminal: every level, not only the best')
    .option('--open', 'open the HTML report')
    .addHelpText(
      'after',
      '\nExamples:\n  bench report latest\n  bench report nightly~1 --full\n' +
        '  bench report latest --format html,md,png --out .\n' +
        '  bench report latest --format csv,openmetrics,hdr',
    )
    .action(async (record: string, options: Record<string, unknown>) => {
      const { reportCommand } = await import('./commands/report.ts');
      process.exitCode = await reportCommand(record, options);
    });
}

function declareCompare(bench: Command): void {
  bench
    .command('compare')
    .description('two records side by side, with intervals; measures nothing')
    .argument('<before>', 'latest~1, a --name, name~1, a folder (its beginning) or record.json')
    .argument('<now>', 'the same')
    .option('--full', 'every level, not only the highest of each scenario')
    .option('--out <folder>', 'where runs are kept (.bench/runs)')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      `
Examples:
  bench compare latest~1 latest
  bench compare nightly~7 nightly --full

Two runs are not measured together: what had changed of the machine between them is in the ratios. Modes that one
bench run measures in turns are told apart far more closely.

Exit codes: 0 compared, 2 bad usage, 3 no cell is valid in both`,
    )
    .action(async (before: string, now: string, options: Record<string, unknown>) => {
      const { compareCommand } = await import('./commands/compare.ts');
      process.exitCode = await compareCommand(before, now, options);
    });
}

function declareHistory(bench: Command): void {
  bench
    .command('history')
    .description('the runs made here, newest first, or one figure over them; measures nothing')
    .option('--name <name>', 'runs of this --name')
    .option('--commit <hash>', 'runs of this commit: at least 4 digits of its hash')
    .option('--mode <mode>', 'runs that measured this mode')
    .option('--scenario <name>', 'runs that measured this scenario')
    .option('--since <when>', 'runs since: 30d, 12h, 2026-11-21 or 2026-11-21T14:30 (UTC)')
    .option('--limit <n>', 'runs to show at most (20)')
    .option('--trend <mode/scenario[@level]>', 'one figure over the runs: prefork/json or prefork/json@c8')
    .option(
      '--metric <name>',
      'with --trend: throughput, p50, p99, footprint, cpuPerRequest (throughput; at a rate p99)',
    )
    .option('--out <folder>', 'where runs are kept (.bench/runs)')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      `
Examples:
  bench history
  bench history --name nightly --since 30d
  bench history --trend prefork/json@c8 --metric p99

Wherever a command takes a run, it is named latest, latest~1 (the one before), by
its --name (nightly, nightly~1), the beginning of its folder's name, or a path.`,
    )
    .action(async (options: Record<string, unknown>) => {
      const { historyCommand } = await import('./commands/history.ts');
      process.exitCode = await historyCommand(options);
    });
}

function declarePrune(bench: Command): void {
  bench
    .command('prune')
    .description('remove the oldest runs beyond what is to be kept')
    .option('--keep <n>', 'so many of the newest stay')
    .option('--older-than <age>', 'only what is older: 30d, 2w, 12h; with --keep, only what is both')
    .option('--name <name>', 'only runs of this --name')
    .option('--dry-run', 'only show what would go')
    .option('--out <folder>', 'where runs are kept (.bench/runs)')
    .addHelpText(
      'after',
      `
Examples:
  bench prune --keep 50 --dry-run
  bench prune --keep 10 --name nightly
  bench prune --older-than 30d

Runs under way are left alone, and so is everything that is no run of Modebench.`,
    )
    .action(async (options: Record<string, unknown>) => {
      const { pruneCommand } = await import('./commands/prune.ts');
      process.exitCode = await pruneCommand(options);
    });
}

function declareList(bench: Command): void {
  bench
    .command('list')
    .description('modes, scenarios, engines and formats, and what is installed')
    .option('--config <file>', 'a configuration in place of that of this folder')
    .option('--no-config', 'use no configuration file')
    .option('--procfile <file>', 'servers of your own: also the processes of this file')
    .option('--json', 'as JSON')
    .action(async (options: Record<string, unknown>) => {
      const { listCommand } = await import('./commands/list.ts');
      process.exitCode = await listCommand(options);
    });
}

function declareServe(bench: Command): void {
  bench
    .command('serve')
    .description('start one mode of the reference app to look at by hand')
    .argument('<mode>', 'for example prefork:workers=2 or flask/prefork+nginx')
    .option('--stack <name>', 'what the reference app runs on: node, flask or django (node)')
    .addOption(new Option('-p, --port <n>', 'port on 127.0.0.1').default('3000'))
    .addHelpText('after', '\nExample:\n  bench serve threaded --port 8080')
    .action(async (mode: string, options: Record<string, unknown>) => {
      const { serveCommand } = await import('./commands/serve.ts');
      process.exitCode = await serveCommand(mode, options);
    });
}

function declareMicro(bench: Command): void {
  bench
    .command('micro')
    .description("the app's handlers in process beside their cost when served: what each server adds")
    .option('-m, --modes <list>', 'modes to serve with (dev,prefork,threaded)')
    .option('--stack <name>', 'what the reference app runs on (node)')
    .option('--workers <n>', 'processes of the modes that have several (4)')
    .option('--threads <n>', 'threads of the modes that have a pool (4)')
    .option('-s, --scenarios <list>', 'what the requests do; all whose cost is not waiting, when left out')
    .option('--budget <time>', 'time to spend: 30s, 2m (40s)')
    .option('--seed <n>', 'of the random order')
    .option('--json', 'print the result as JSON')
    .option('-q, --quiet', 'no progress')
    .addHelpText('after', '\nExample:\n  bench micro --scenarios json,page --modes dev,prefork --budget 20s')
    .action(async (options: Record<string, unknown>) => {
      const { microCommand } = await import('./commands/micro.ts');
      process.exitCode = await microCommand(options);
    });
}

function declareDoctor(bench: Command): void {
  bench
    .command('doctor')
    .description('is this machine fit to measure, and what can its load generator do?')
    .option('--calibrate', 'measure the load generator against a server that does nothing, and keep that')
    .option('--loaders <n>', 'with --calibrate: processes that share the sending (1)')
    .option('--server-cpus <list>', 'with --calibrate: CPUs the server is kept to, as 0-3,8 (any)')
    .option('--load-cpus <list>', 'with --calibrate: CPUs the loaders are kept to (any)')
    .option('--budget <time>', 'with --calibrate: time to spend: 20s, 2m (30s)')
    .option('--json', 'print the result as JSON')
    .option('-q, --quiet', 'no progress')
    .addHelpText(
      'after',
      `
Examples:
  bench doctor                                     what is in the way of good figures, and what mends it
  bench doctor --calibrate                         once per machine; bench run then knows how near it comes
  bench doctor --calibrate --server-cpus 0 --load-cpus 1

Exit codes: 0 fit to measure (warnings are allowed), or calibrated; 1 the harness failed, or nothing could be stored;
            2 bad usage; 3 not fit to measure, or no rate at which requests are sent on time`,
    )
    .action(async (options: Record<string, unknown>) => {
      const { doctorCommand } = await import('./commands/doctor.ts');
      process.exitCode = await doctorCommand(options);
    });
}

function collect(value: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), value];
}

async function main(): Promise<void> {
  // Whoever reads us may stop early, as head does; what is measured and written to files goes on.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const bench = program();
  for (const command of [bench, ...bench.commands]) command.exitOverride();
  try {
    await bench.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.pass : exitCodes.usage;
      return;
    }
    const { presentError } = await import('./commands/present-error.ts');
    const { text, exitCode } = presentError(error, process.argv.includes('--debug'));
    process.stderr.write(`${text}\n`);
    process.exitCode = exitCode;
  }
}

await main();
