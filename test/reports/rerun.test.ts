import { describe, expect, it } from 'vitest';
import type { Level } from '../../harness/model/level.ts';
import { rerunCommand } from '../../reports/view/rerun.ts';
import { fabricateRecord, type RecordDraft } from '../helpers/record.ts';
import { gateRecord } from '../helpers/record-gate.ts';

const open = (rate: number): Level => ({
  kind: 'open',
  rate,
  arrivals: 'poisson',
  connections: 32,
  overflow: 'queue',
  queueLimit: 100_000,
});

function rerun(edit: (draft: RecordDraft) => unknown, levels: readonly number[]): string {
  const record = fabricateRecord({ edit: (draft) => void edit(draft) });
  return rerunCommand(record, { variants: ['dev', 'prefork'], scenarios: ['json'], levels, rounds: 12 })
    .slice(2)
    .join(' ');
}

describe('the command that measures again', () => {
  it('offers the same rates, in the way in which they were offered', () => {
    const text = rerun(
      (draft) => {
        draft.plan.levels = [open(100), open(2500)];
        draft.command = ['run', '-R', '100,2.5k', '--arrivals', 'poisson', '--max-connections=32'];
      },
      [100, 2500],
    );
    expect(text).toBe(
      '--scenarios json --rate 100,2500 --arrivals poisson --max-connections 32 --rounds 12'.replace(
        /^/,
        '--modes dev,prefork ',
      ),
    );
  });

  it('keeps to the CPUs, loaders, thoughts and deadlines of the run', () => {
    const written = [
      ...['--think', '200ms', '--timeout', '3s', '--connect-timeout', '1s', '--idle-timeout', '2s'],
      ...['--loaders', '2', '--load-cpus', '0', '--server-cpus', '1-3'],
    ];
    const text = rerun((draft) => draft.command.splice(0, 99, 'run', ...written), [32]);
    for (const [index, word] of written.entries()) {
      if (word.startsWith('--')) expect(text).toContain(`${word} ${written[index + 1]}`);
    }
  });

  it('says nothing of what the run left as it is by default', () => {
    expect(rerun((draft) => draft.command.splice(0, 99, 'run', '--seed', '7', '-q'), [32])).toBe(
      '--modes dev,prefork --scenarios json --concurrency 32 --rounds 12',
    );
  });

  it('names modes and scenarios of a configuration, and how it was chosen and changed', () => {
    const text = rerun(
      (draft) => {
        draft.plan.config = 'bench.config.yaml';
        draft.command = ['run', '--set', 'modes.dev.workers=2', '--workload=calm', '--modes', 'dev,prefork'];
        for (const variant of draft.plan.variants) {
          variant.source = { kind: 'command', command: `${variant.id} {port}` };
        }
      },
      [32],
    );
    expect(text).toBe(
      '--set modes.dev.workers=2 --workload=calm --modes dev,prefork --scenarios json --concurrency 32 --rounds 12',
    );
  });

  it('repeats a gate as it was asked for, with the time that so many rounds take', () => {
    const again = (command: readonly string[]) => {
      const record = gateRecord();
      record.command = [...command];
      // A quarter of an hour for 60 rounds, as long as those were.
      record.measuredSeconds = record.rounds.length * 15;
      return rerunCommand(record, { variants: [], scenarios: ['json'], levels: [8], rounds: 60 }).join(' ');
    };
    expect(again(['gate', '--base', 'main...', '--gating', 'cpu', '--budget', '2m'])).toBe(
      'bench gate --base main... --gating cpu --budget 15m',
    );
    expect(again(['gate', '--base', 'main', '--budget=2m', '--cmd', 'web=node app.js'])).toBe(
      'bench gate --base main --cmd web=node app.js --budget 15m',
    );
  });
});
