import { describe, expect, it } from 'vitest';
import { nothingMeasured } from '../../harness/commands/nothing-measured.ts';
import type { Failure } from '../../harness/model/failure.ts';
import { fabricateRecord, type RecordDraft } from '../helpers/record.ts';

const ended: Failure = {
  ...{ reason: 'server-exited', variant: 'dev', phase: 'start', exitCode: 1, signal: null },
  stderrTail: '',
};

function said(edit: (draft: RecordDraft) => void, troubles: readonly Failure[] = [ended]) {
  const record = fabricateRecord();
  record.slices = [];
  edit(record);
  return nothingMeasured(record, troubles);
}

describe('a run that ended before its first slice', () => {
  it('says how the server that failed is started by hand', () => {
    const text = said((draft) => {
      draft.stop = 'failed';
      for (const variant of draft.plan.variants) {
        const env = { PORT: '{port}' };
        variant.source = { kind: 'command', command: 'node app.js', cwd: '/shop', env };
      }
    });
    expect(text).toBe(
      'To see what dev says, start it by hand:\n    cd /shop && PORT=8123 node app.js\nNothing was measured.\n',
    );
  });

  it('says of a commit how it is started in a checkout of its own, for here is other code', () => {
    const text = said((draft) => {
      draft.stop = 'failed';
      for (const variant of draft.plan.variants) {
        const ref = {
          name: 'main',
          commit: '70dc05c12345',
          label: 'main@70dc05c',
          mode: 'dev',
          top: '/shop',
        };
        variant.source = { kind: 'command', command: 'node app.js {port}', cwd: '/shop/api', ref };
      }
    });
    expect(text).toBe(
      'To see what main@70dc05c says, start it by hand in a checkout of its own (git worktree remove /tmp/70dc05c afterwards):\n' +
        '    git -C /shop worktree add /tmp/70dc05c 70dc05c\n    cd /tmp/70dc05c/api && node app.js 8123\nNothing was measured.\n',
    );
  });

  it('says how a commit is built there first, where it has to be', () => {
    const text = said((draft) => {
      draft.stop = 'failed';
      for (const variant of draft.plan.variants) {
        const label = 'main@70dc05c';
        const ref = { name: 'main', commit: '70dc05c12345', label, mode: 'dev', top: '/shop' };
        const build = { command: 'npm run build', cwd: '/shop', env: {}, timeoutMs: 1000 };
        variant.source = { kind: 'command', command: 'node app.js', cwd: '/shop/api', ref, build };
      }
    });
    expect(text).toContain(
      '70dc05c\n    cd /tmp/70dc05c && npm run build\n    cd /tmp/70dc05c/api && node app.js\n',
    );
  });

  it('names the budget where that was spent on starting', () => {
    const text = said((draft) => {
      draft.stop = 'budget';
      draft.plan.budgetSeconds = 10;
    }, []);
    expect(text).toBe(
      'bench: nothing was measured: starting the servers and warming them up took the budget of 10 s; raise --budget\n',
    );
  });

  it('is left to the report where it was interrupted, or has something to show', () => {
    expect(said((draft) => Object.assign(draft, { stop: 'interrupted' }))).toBeNull();
    expect(nothingMeasured({ ...fabricateRecord(), stop: 'failed' }, [ended])).toBeNull();
  });
});
