import type { Command } from 'commander';
import { type Declaration, measuringExits, type Section } from '../declaration.ts';
import { declareRunOptions } from './run-options.ts';

const values: Section = {
  title: 'Values:',
  entries: [
    ['<time>', 'a number with ms, s or m: 250ms, 90s, 5m'],
    ['<list>', 'names or numbers with commas between: dev,prefork; 1,8,32'],
    ['a..b', 'from a to b, doubling: 1..64 is 1, 2, 4, … 64'],
    [
      'a mode',
      'prefork; with its sizes prefork:workers=8; of a stack flask/prefork; with layers round it, from the inside out, ' +
        'prefork+supervisor+nginx:backends=2',
    ],
  ],
};

const objectives: Section = {
  title: 'Objectives (--slo):',
  text: [
    'Metric, then <, <=, > or >=, then a value with its unit; then, where wanted, one level, scenario and mode. Several ' +
      'may stand in one --slo, with commas between. Quote them, for < and > mean something else to a shell.',
  ],
  entries: [
    ['p50 p75 p90 p95 p99 p99.9 p99.99', 'of the response time (us, ms, s)'],
    ['throughput', 'answers per second (req/s)'],
    ['failures', 'share of the requests due (%)'],
    ['footprint', 'memory of all processes of the server (kB, MB, GB, MiB, …)'],
    ['cpu', 'CPU time of the server per request (us, ms, s)'],
    ["'p99<200ms'", 'at every level, in every scenario, of every mode'],
    ["'p99<200ms@c=16'", 'at 16 connections; @r=500: at 500 requests per second'],
    ["'p99<200ms in wait of flask/prefork'", 'in one scenario, of one mode'],
  ],
};

const missed: Section = {
  title: 'When an objective is missed:',
  text: [
    'Without @ an objective must hold at each level that is measured: load with what must be borne, or name the level. ' +
      'Only throughput has to be reached at one level, the best. It is missed when the whole interval lies beyond the ' +
      'limit in any of these cells, and then bench exits with 99; how far each mode holds is told in any case.',
  ],
};

export const run: Declaration = {
  name: 'run',
  summary: 'start each mode, load all of them in turns, compare',
  page: {
    about: [
      'Starts every mode afresh in each round, loads them in short turns and random order with the same requests, and ' +
        'says with intervals at 95 % which serves more, how fast it answers, and what it takes in memory and CPU. ' +
        'Without options it measures what bench.config.* of this folder says; where there is none, the reference app ' +
        'in the modes dev, prefork and threaded.',
      'It does not tune servers or the machine, and loads loopback addresses only, unless --allow-remote names others. ' +
        'The record is kept in .bench/runs, also when it is interrupted; the table goes to stdout, progress to stderr.',
    ],
    sections: [values, objectives, missed],
    examples: [
      ['bench run', 'the configuration of this folder, or the reference app; some 90 seconds'],
      ['bench run --modes dev,prefork,threaded', 'these modes, the first as the baseline'],
      [
        "bench run --scenarios wait --concurrency 1..64 --slo 'p95<250ms@c=16' --slo 'failures<1%,footprint<300MB'",
        'up to 64 connections; exit 99 when an objective is missed',
      ],
      [
        'bench run --modes dev,prefork --workers 1,2,4,8 --scenarios cpu',
        'how many workers serve best, and what they cost',
      ],
      [
        'bench run --scenarios wait --rate 50..400 --arrivals poisson',
        'response times at given rates, as of independent users',
      ],
      [
        'bench run --modes prefork,prefork+nginx:backends=2,flask/prefork+supervisor',
        'what stands round a mode, and across stacks',
      ],
      [
        "bench run --cmd 'a=gunicorn -w 1 -b 127.0.0.1:{port} wsgi:app' --cmd 'b=gunicorn -w 4 -b 127.0.0.1:{port} wsgi:app'",
        'two servers of your own',
      ],
      [
        "bench run --cmd 'a=gunicorn -b unix:{socket} wsgi:app' --cmd 'b=gunicorn -b 127.0.0.1:{port} wsgi:app'",
        'a unix socket against a port',
      ],
      ["bench run --cmd 'a=node https.js {port}' --tls --insecure", 'a server that speaks HTTPS'],
      ['bench run --procfile Procfile --workers 1,2,4', 'sets $PORT and $WEB_CONCURRENCY'],
      [
        'bench run --url old=http://127.0.0.1:3000 --url new=http://127.0.0.1:3001 --path /items',
        'servers that run already',
      ],
      ['bench run --budget 5m --precision 2% --json > record.json', 'more exact, for a program'],
      ['bench run --resume', 'goes on with the run that was interrupted last'],
    ],
    exits: measuringExits({
      pass: 'measured; no objective was missed',
      noAnswer:
        'some scenario has no valid comparison; with --strict, also: a cell is invalid or inconclusive, or an objective ' +
        'cannot be told',
      objective: 'an objective was missed',
    }),
    seeAlso: [
      ['bench list', 'the modes, scenarios and formats that can be named'],
      ['bench config', 'what this would do, without doing it'],
      ['bench report', 'the same run again, in other formats'],
      ['docs/config.md', 'configurations'],
      ['docs/objectives.md', 'objectives, and when one cannot be told'],
    ],
  },
  declare(command: Command) {
    declareRunOptions(command);
    command.action(async (options: Record<string, unknown>) => {
      const { runCommand } = await import('../../commands/run.ts');
      process.exitCode = await runCommand(options);
    });
  },
};
