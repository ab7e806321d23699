import { describe, expect, it } from 'vitest';
import { AppProcesses } from '../../harness/experiments/app-processes.ts';
import type { Variant } from '../../harness/model/variant.ts';
import type { ProcessEntry } from '../../harness/supervise/process-table.ts';

function variant(stack: string, ...layers: string[]): Variant {
  return {
    id: 'prefork',
    label: 'prefork',
    source: { kind: 'reference', stack, mode: 'prefork', layers },
    options: {},
    parallelism: 2,
    development: false,
    notes: [],
  };
}

function entry(pid: number, parent: number, command = 'python3', startTime = '1'): ProcessEntry {
  return {
    ...{ pid, parent, command, startTime },
    ...{ zombie: false, group: 1, session: 1, threads: 1 },
    ...{ ownCpuMs: 0, reapedCpuMs: 0, rss: null },
  };
}

const master = entry(10, 1);
const [first, second] = [entry(11, 10), entry(12, 10)];
const tree = [master, first, second];

describe('the processes of an app', () => {
  it('have the one that started the workers for a master', () => {
    const app = new AppProcesses(variant('flask'));
    expect(app.masterOf(first, tree)).toBe(master);
    expect(app.masterOf(master, tree)).toBeNull();
  });

  it('do not count what stands round the app', () => {
    const behind = [entry(5, 1, 'nginx'), entry(6, 5, 'nginx'), entry(10, 5), first, second];
    const app = new AppProcesses(variant('flask', 'nginx'));
    expect(app.of(behind).map(({ pid }) => pid)).toEqual([10, 11, 12]);
    expect(app.masterOf(behind[2]!, behind)).toBeNull();
    expect(app.isSupervised(behind)).toBe(false);
  });

  it('count a program that is called as a layer is, where there is no such layer', () => {
    const nginx = [entry(5, 1, 'nginx')];
    expect(new AppProcesses(variant('flask')).of(nginx)).toEqual(nginx);
  });

  it('are supervised only while the supervisor lives', () => {
    const app = new AppProcesses(variant('flask', 'supervisor', 'caddy'));
    expect(app.isSupervised([entry(2, 1, 'caddy'), entry(3, 2, 'supervisord')])).toBe(true);
    expect(app.isSupervised([entry(2, 1, 'caddy')])).toBe(false);
  });
});

describe('who restarted what was killed', () => {
  const plain = new AppProcesses(variant('flask'));

  it('is the master where a new worker is its child', () => {
    expect(plain.restartedBy(tree, [master, second, entry(13, 10)])).toBe('master');
  });

  it('is the server itself where that is code of the app', () => {
    const app = new AppProcesses(variant('node'));
    expect(app.restartedBy(tree, [master, second, entry(13, 10)])).toBe('the server itself');
  });

  it('is the supervisor where a new master, with new workers, is its child', () => {
    const app = new AppProcesses(variant('flask', 'supervisor'));
    const supervisor = entry(9, 1, 'supervisord');
    const before = [supervisor, entry(10, 9), first, second];
    expect(app.restartedBy(before, [supervisor, entry(20, 9), entry(21, 20), entry(22, 20)])).toBe(
      'supervisor',
    );
    expect(app.restartedBy(before, [supervisor, entry(10, 9), second, entry(13, 10)])).toBe('master');
  });

  it('is nobody where nobody new is there, also when others live on', () => {
    expect(plain.restartedBy(tree, [master, second])).toBe('nobody');
    expect(plain.restartedBy(tree, [])).toBe('nobody');
  });

  it('is nobody where only a proxy got a new process', () => {
    const app = new AppProcesses(variant('flask', 'nginx'));
    const nginx = entry(5, 1, 'nginx');
    expect(app.restartedBy([nginx, entry(6, 5, 'nginx')], [nginx, entry(7, 5, 'nginx')])).toBe('nobody');
  });

  it('knows a new process by its start where the pid was handed out again', () => {
    expect(plain.restartedBy(tree, [master, entry(11, 10, 'python3', '2'), second])).toBe('master');
  });
});
