import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArrivalQueue } from '../../harness/load/native/arrival-queue.ts';

describe('the queue of arrivals', () => {
  it('does what a list would, at any length', () => {
    const steps = fc.array(fc.option(fc.nat(), { freq: 2 }), { maxLength: 600 });
    fc.assert(
      fc.property(steps, (pushes) => {
        const queue = new ArrivalQueue();
        const list: number[] = [];
        for (const due of pushes) {
          if (due === null) {
            expect(queue.shift()).toBe(list.shift());
          } else {
            queue.push(due);
            list.push(due);
          }
          expect(queue.length).toBe(list.length);
        }
      }),
    );
  });

  it('grows beyond its first ring without losing the order', () => {
    const queue = new ArrivalQueue();
    for (let due = 0; due < 40; due += 1) queue.push(due);
    for (let due = 0; due < 30; due += 1) expect(queue.shift()).toBe(due);
    for (let due = 40; due < 5000; due += 1) queue.push(due);
    for (let due = 30; due < 5000; due += 1) expect(queue.shift()).toBe(due);
    expect(queue.shift()).toBeUndefined();
  });
});
