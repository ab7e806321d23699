import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { flagsOf, type RunOptions } from '../../harness/api/run-options.ts';
import { defineConfig } from '../../harness/config/define-config.ts';
import { UsageError } from '../../harness/model/failure.ts';
import { commandOf } from '../../harness/runs/run-flags.ts';

function told(options: object): readonly string[] {
  try {
    flagsOf(options as RunOptions);
    return [];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.problems.map(({ where, message, hint }) => `${where}: ${message} | ${hint}`);
  }
}

describe('what a run is asked for in a program', () => {
  it('is what the flags of the same names say', () => {
    const flags = flagsOf({
      modes: ['dev', 'prefork:workers=2'],
      concurrency: [1, 8],
      think: 200,
      rounds: 6,
      budget: '2m',
      strict: true,
      isolate: false,
      slo: 'p99<200ms',
      allowRemote: ['10.0.0.7'],
      name: undefined,
    });
    expect(flags).toEqual({
      modes: 'dev,prefork:workers=2',
      concurrency: '1,8',
      think: '200ms',
      rounds: '6',
      budget: '2m',
      strict: true,
      isolate: false,
      slo: ['p99<200ms'],
      allowRemote: ['10.0.0.7'],
    });
  });

  it('names servers by keys, or as the flags do', () => {
    expect(flagsOf({ cmd: { one: 'node one.js {port}', two: 'node two.js {port}' } }).cmd).toEqual([
      'one=node one.js {port}',
      'two=node two.js {port}',
    ]);
    expect(flagsOf({ url: 'web=http://127.0.0.1:3000', pid: { web: 12 } })).toEqual({
      url: ['web=http://127.0.0.1:3000'],
      pid: ['web=12'],
    });
  });

  it('takes a configuration by its file, its URL, as data, or none', () => {
    expect(flagsOf({ config: 'bench.config.ts' })).toEqual({ config: 'bench.config.ts' });
    expect(flagsOf({ config: pathToFileURL('/srv/bench.config.ts') })).toEqual({
      config: '/srv/bench.config.ts',
    });
    expect(flagsOf({ config: false, set: ['a=1'] })).toEqual({ config: false, set: ['a=1'] });
    const config = {
      modes: { 'v1.0': { command: ['node', 'server.js', '{port}'] } },
      defaults: { rounds: 1 },
    };
    expect(flagsOf({ config, set: 'defaults.rounds=2' })).toEqual({
      config: false,
      set: [
        'modes={"v1.0":{"command":["node","server.js","{port}"]}}',
        'defaults={"rounds":1}',
        'defaults.rounds=2',
      ],
    });
  });

  it('goes on with the latest run, or a named one', () => {
    expect(flagsOf({ resume: true })).toEqual({ resume: 'latest' });
    expect(flagsOf({ resume: 'nightly' })).toEqual({ resume: 'nightly' });
    expect(flagsOf({ resume: false })).toEqual({});
  });

  it('refuses options that there are not and values that they cannot have, all at once', () => {
    expect(told({ conncurrency: 8, strict: 'yes', rounds: [], budget: { s: 90 } })).toEqual([
      'rounds: [] is not text or a number | undefined',
      'budget: {"s":90} is not text or a number | undefined',
      'strict: "yes" is not true or false | undefined',
      'conncurrency: unknown key "conncurrency" | did you mean concurrency?',
    ]);
  });

  it('refuses hooks in data, which loaders could not import', () => {
    const config = defineConfig({
      setup: () => {},
      scenarios: { home: { request: () => '/' } },
    });
    expect(told({ config })).toEqual([
      expect.stringMatching(/^setup: is a hook, which a configuration given as data cannot have/),
      expect.stringMatching(/^scenarios\.home\.request: is a hook.* \| write the configuration to a file/),
    ]);
  });
});

describe('the command line that a record keeps', () => {
  it('asks for the same, whatever way it was asked for', () => {
    expect(
      commandOf(flagsOf({ slo: ['p99<1s', 'failures<1%'], modes: 'dev', maxConnections: 8, strict: true })),
    ).toEqual([
      'run',
      '--modes',
      'dev',
      '--max-connections',
      '8',
      '--slo',
      'p99<1s',
      '--slo',
      'failures<1%',
      '--strict',
    ]);
    expect(commandOf({ config: false, isolate: false })).toEqual(['run', '--no-config']);
  });

  it('leaves out how the result was shown', () => {
    expect(commandOf({ json: true, quiet: true, full: true, open: true, rounds: '6' })).toEqual([
      'run',
      '--rounds',
      '6',
    ]);
  });
});
