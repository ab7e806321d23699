import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../harness/model/record.ts';
import type { Variant } from '../../harness/model/variant.ts';
import { modesOf, serveCommand } from '../../reports/view/modes.ts';
import { rerunCommand } from '../../reports/view/rerun.ts';
import { trustOf } from '../../reports/view/trust.ts';
import { fabricateRecord } from '../helpers/record.ts';

const attached: Variant['source'] = { kind: 'attached', host: '127.0.0.1', port: 3000, pid: null };
const filed: Variant['source'] = { kind: 'command', command: 'x {workers} {port}', cwd: '/my app' };

/** A run of servers of the user's own in place of modes of the reference app. */
function recordOf(
  sources: readonly [string, Variant['source'], Record<string, number>?][],
  ...command: string[]
): RunRecord {
  return fabricateRecord({
    edit(draft) {
      draft.command = ['run', ...command];
      draft.plan.variants = draft.plan.variants.flatMap((variant, index) => {
        const [id, source, options = {}] = sources[index] ?? [];
        return id === undefined || source === undefined
          ? []
          : [{ ...variant, id, label: id, source, options }];
      });
    },
  });
}

function rerun(record: RunRecord): string {
  const variants = record.plan.variants.map(({ id }) => id);
  const words = rerunCommand(record, { variants, scenarios: ['json'], levels: [4], rounds: 6 });
  return words.slice(2, -4).join(' ');
}

describe('a server that ran already', () => {
  const source = { ...attached, tls: { insecure: true }, host: '::1', pid: 12 };

  it('is told by where it is asked, and which process it is', () => {
    const told = modesOf(
      recordOf([
        ['old', attached],
        ['new', source],
      ]),
    ).map((mode) => mode.source);
    expect(told).toEqual([
      'http://127.0.0.1:3000, running already',
      'https://[::1]:3000, process 12, running already',
    ]);
  });

  it('cannot be started by hand', () => {
    expect(serveCommand(recordOf([['old', attached]]).plan.variants[0])).toBeNull();
  });

  it('is attached to again, as it was allowed to', () => {
    expect(
      rerun(
        recordOf(
          [
            ['old', attached],
            ['new', source],
          ],
          '--allow-remote',
          'a',
          '--allow-remote=b',
        ),
      ),
    ).toBe(
      '--url old=http://127.0.0.1:3000 --url new=https://[::1]:3000 --pid new=12 --allow-remote a --allow-remote b ' +
        '--insecure --path /json',
    );
  });

  it('is named where rounds are said to be of fresh processes', () => {
    const facts = trustOf(
      recordOf([
        ['old', attached],
        ['new', filed],
      ]),
      [],
      'answer',
    ).method;
    expect(facts.find(({ name }) => name === 'Rounds of fresh processes')?.value).toMatch(
      /^\d+; not those of old$/,
    );
  });

  it('has it said once why its memory is not known', () => {
    const record = recordOf([['old', attached]]);
    for (const launch of record.rounds.flatMap((round) => round.launches)) {
      launch.variant = 'old';
      launch.unsampled = 'no-listener';
    }
    expect(modesOf(record)[0]?.notes).toContain(
      'memory and CPU are not known: no process was found that listens there, as in a container; name one with --pid',
    );
    expect(modesOf(record)[0]?.notes.filter((note) => note.startsWith('memory'))).toHaveLength(1);
  });
});

describe('a server of a file', () => {
  const env = { MODE: 'a b', N: '{workers}' };

  it('is started by hand where it runs, with its environment, its sizes and a port', () => {
    const command = (source: Variant['source']) =>
      serveCommand(recordOf([['a', source, { workers: 2 }]]).plan.variants[0]);
    expect(command({ ...filed, env })).toBe("cd '/my app' && MODE='a b' N=2 x 2 8123");
    expect(command({ ...filed, command: 'x -b {host}:{port} {socket}', host: '::1' })).toBe(
      "cd '/my app' && x -b [::1]:8123 {socket}",
    );
    expect(command({ ...filed, command: 'a && b', shell: true, env: { A: '1' } })).toBe(
      "cd '/my app' && A=1 sh -c 'a && b'",
    );
  });

  it('of the configuration is measured again by its name and its scenarios', () => {
    const record = recordOf(
      [
        ['web:workers=1', filed, { workers: 1 }],
        ['web:workers=8', filed, { workers: 8 }],
        ['dev', { ...filed, command: 'y', tls: { insecure: true } }],
      ],
      ...['--config', 'my.config.ts', '--workers', '1,8'],
    );
    record.plan.config = 'my.config.ts';
    expect(rerun(record)).toBe('--config my.config.ts --modes web,dev --workers 1,8 --scenarios json');
  });

  it('of a Procfile is measured again by its name and its paths', () => {
    const record = recordOf(
      [
        ['web', filed],
        ['web2', filed],
      ],
      '--procfile=Procfile',
    );
    expect(rerun(record)).toBe('--procfile Procfile --modes web,web2 --path /json');
  });
});
