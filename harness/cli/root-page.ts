import { exitMeanings } from '../commands/exit-codes.ts';
import type { Page } from './declaration.ts';

/** What `bench --help` says beside the commands. */
export const rootPage: Page = {
  about: [
    'Compares server modes: starts the same app as one process, as prefork processes and as threads, loads each in turn ' +
      'with the same requests, and says with error bars which serves better and what it costs in memory and CPU. The app ' +
      'is your own, or the reference app that comes along in Node, Flask and Django.',
  ],
  first: [
    {
      title: 'Where to begin:',
      entries: [
        ['your own app', 'bench init && bench run'],
        ['which mode is better?', 'bench run'],
        ["is a vendor's claim true?", 'bench claims'],
        ['is this machine quiet?', 'bench doctor'],
      ],
    },
  ],
  sections: [
    {
      title: 'Files:',
      entries: [
        [
          'bench.config.*',
          'the configuration of this folder: .yaml, .yml, .json, .ts, .js or .mjs; or the key bench of package.json',
        ],
        ['.bench/runs/', 'one folder per run: record.json, report.html and what else was asked for'],
        [
          '~/.cache/modebench/calibrations.json',
          'what bench doctor --calibrate found; in $XDG_CACHE_HOME where that is set',
        ],
        ['~/.cache/modebench/noise.json', 'what bench noise found, beside it; bench gate sizes itself by it'],
      ],
    },
    {
      title: 'Environment:',
      entries: [
        ['NO_COLOR', 'set to anything: no colours; TERM=dumb likewise'],
        ['COLUMNS', 'width of help texts that do not go to a terminal (80)'],
        ['XDG_CACHE_HOME', 'where the calibration and the noise of this machine are kept'],
        ['VIRTUAL_ENV, PATH', 'where Python and servers are looked for'],
        ['TMPDIR', 'where servers get folders of their own while they run'],
        [
          'PORT, WEB_CONCURRENCY',
          'set for servers of your own: where to listen, and --workers with --procfile',
        ],
      ],
    },
  ],
  examples: [
    ['bench run', 'the configuration of this folder, or dev, prefork and threaded on the reference app'],
    [
      'bench run --modes dev,prefork:workers=8 --scenarios wait --concurrency 1..64',
      'at up to 64 connections',
    ],
    [
      "bench run --cmd 'old=node old.js --port {port}' --cmd 'new=node new.js --port {port}' --path /",
      'two servers of your own, without a configuration',
    ],
    ['bench report latest --format html,png', 'the newest run as a page and as a picture'],
  ],
  exits: Object.entries(exitMeanings),
  seeAlso: [
    ['bench help <command>', 'all about one command; so does bench <command> --help'],
    ['README.md, docs/', 'beside this program: method, configurations, objectives, claims, formats'],
  ],
};
