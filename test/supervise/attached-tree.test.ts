import { describe, expect, it } from 'vitest';
import { topmost, treeOfListener, treeOfPid } from '../../harness/supervise/attached-tree.ts';
import { readProcessTable } from '../../harness/supervise/process-table.ts';
import { processEntry } from '../helpers/process-entry.ts';

const table = [
  processEntry({ pid: 1, parent: 0 }),
  processEntry({ pid: 10, parent: 1 }),
  processEntry({ pid: 20, parent: 10 }),
  processEntry({ pid: 21, parent: 20 }),
  processEntry({ pid: 22, parent: 20 }),
  processEntry({ pid: 23, parent: 22 }),
  processEntry({ pid: 30, parent: 1 }),
  processEntry({ pid: 31, parent: 1 }),
];

const topOf = (...pids: number[]) =>
  topmost(
    table.filter(({ pid }) => pids.includes(pid)),
    table,
  ).map(({ pid }) => pid);

describe('the root of a server that listens', () => {
  it.each<[string, number[], number[]]>([
    ['alone', [20], [20]],
    ['with workers that inherited its socket', [20, 21, 22], [20]],
    ['with a worker further down', [20, 23], [20]],
    ['in workers, each for itself', [21, 22], [20]],
    ['in one worker alone', [22], [22]],
    ['in processes that have nothing in common but the first of the system', [30, 31], [30, 31]],
    ['that the first of the system listens for', [1, 20, 21], [20]],
    ['that is the first of its system', [1], [1]],
    ['nowhere', [], []],
  ])('%s: %j has %j', (_, holders, roots) => {
    expect(topOf(...holders)).toEqual(roots);
  });
});

describe('the process tree of a server that we did not start', () => {
  it('is not known where it is on another machine', () => {
    expect(treeOfListener({ host: '192.0.2.1', port: 80 }, table)).toEqual({
      kind: 'unknown',
      why: 'other-machine',
    });
  });

  it('is not known where nobody listens', () => {
    // Port 1 is reserved, and nobody is assigned to listen there on machines of today (RFC 1078).
    const found = treeOfListener({ host: '127.0.0.1', port: 1 }, readProcessTable());
    expect(found).toEqual({ kind: 'unknown', why: expect.stringMatching(/^no-listener|not-told$/) });
  });

  it('is never one that we are part of, for our own cost would be counted as its', () => {
    const found = treeOfPid(process.pid, readProcessTable());
    expect(found).toEqual({ kind: 'unknown', why: 'own-ancestor' });
  });

  it('is none where there is no such process', () => {
    expect(treeOfPid(99, table)).toBeNull();
  });
});
