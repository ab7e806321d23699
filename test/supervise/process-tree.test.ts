import { describe, expect, it } from 'vitest';
import type { ProcessEntry } from '../../harness/supervise/process-table.ts';
import { ProcessTree } from '../../harness/supervise/process-tree.ts';
import { processEntry } from '../helpers/process-entry.ts';

const init = processEntry({ pid: 1, parent: 0 });
const harness = processEntry({ pid: 50, group: 50, session: 40 });
const leader = processEntry({ pid: 100, parent: 50, group: 100, session: 100 });
const worker = processEntry({ pid: 101, parent: 100, group: 100, session: 100 });
const others = [init, harness, processEntry({ pid: 60, parent: 50, group: 50, session: 40 })];

function pids(entries: readonly ProcessEntry[]): number[] {
  return entries.map(({ pid }) => pid).sort((a, b) => a - b);
}

function treeOf(...tables: (readonly ProcessEntry[])[]): number[][] {
  const tree = new ProcessTree(leader);
  return tables.map((table) => pids(tree.update([...others, ...table])));
}

describe('a process tree', () => {
  it('holds the leader and its descendants, in whatever order they are listed', () => {
    const grandchild = processEntry({ pid: 99, parent: 101, group: 99, session: 99 });
    expect(treeOf([grandchild, worker, leader])).toEqual([[99, 100, 101]]);
  });

  it('does not hold the harness or its other children', () => {
    expect(treeOf([])).toEqual([[]]);
  });

  it('keeps a worker that was re-parented', () => {
    expect(treeOf([leader, worker], [{ ...worker, parent: 1 }])).toEqual([[100, 101], [101]]);
  });

  it('keeps a worker that moved to its own session and was re-parented', () => {
    const moved = { ...worker, parent: 1, group: 101, session: 101 };
    expect(treeOf([leader, worker], [moved])).toEqual([[100, 101], [101]]);
  });

  it('finds one that it never saw by the session or group of the leader', () => {
    const sameSession = processEntry({ pid: 102, group: 102, session: 100 });
    const sameGroup = processEntry({ pid: 103, group: 100, session: null });
    expect(treeOf([sameSession, sameGroup])).toEqual([[102, 103]]);
  });

  it('finds one that it never saw by the session that another member founded', () => {
    const founder = { ...worker, group: 101, session: 101 };
    const orphan = processEntry({ pid: 105, group: 105, session: 101 });
    expect(treeOf([leader, founder], [orphan])).toEqual([[100, 101], [105]]);
  });

  it('does not take a stranger with the pid of an ended member for that member', () => {
    const stranger = processEntry({ pid: 101, startTime: '999', group: 101, session: 101 });
    const child = processEntry({ pid: 106, parent: 101, group: 101, session: 101 });
    expect(treeOf([leader, worker], [leader, stranger, child])).toEqual([[100, 101], [100]]);
  });

  it('does not take the session of a stranger with the pid of the ended leader for its own', () => {
    const stranger = { ...leader, startTime: '999', parent: 1 };
    const child = processEntry({ pid: 107, parent: 100, group: 100, session: 100 });
    expect(treeOf([leader], [stranger, child])).toEqual([[100], []]);
  });

  it('finds by the marker what left the session between two looks', () => {
    const daemon = processEntry({ pid: 200, group: 200, session: 200 });
    const asked: number[] = [];
    const tree = new ProcessTree(leader, 'BENCH_NONCE=7', (pid, marker) => {
      asked.push(pid);
      return marker === 'BENCH_NONCE=7' && pid === 200;
    });
    expect(pids(tree.update([...others, leader, daemon]))).toEqual([100, 200]);
    const child = processEntry({ pid: 201, parent: 200, group: 200, session: 200 });
    expect(pids(tree.update([...others, leader, daemon, child]))).toEqual([100, 200, 201]);
    expect(asked.sort((a, b) => a - b)).toEqual([1, 50, 60, 200]);
  });

  it('finds everything by the marker when the leader is not known', () => {
    const tree = new ProcessTree(null, 'A=1', (pid) => pid >= 100);
    expect(pids(tree.update([...others, leader, worker]))).toEqual([100, 101]);
  });
});
