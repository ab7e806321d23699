import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerMemory } from '../../harness/load/native/answer-memory.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

function recalls(memory: AnswerMemory, answer: Buffer): number {
  // As it stands in the shared buffer: with other bytes behind it.
  const buffer = Buffer.concat([answer, Buffer.from('left over from before')]);
  return memory.recall(buffer, answer.length);
}

describe('the memory of an answer', () => {
  it('knows nothing at first', () => {
    expect(recalls(new AnswerMemory(), bytes('HTTP/1.1 200 OK\r\n\r\n'))).toBe(0);
  });

  it('tells the status of the very bytes that it remembered, and of no others', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 600 }),
        fc.uint8Array({ minLength: 1, maxLength: 600 }),
        (first, second) => {
          const memory = new AnswerMemory();
          memory.remember(Buffer.from(first), first.length, 201);
          expect(recalls(memory, Buffer.from(first))).toBe(201);
          expect(recalls(memory, Buffer.from(second))).toBe(Buffer.compare(first, second) === 0 ? 201 : 0);
        },
      ),
    );
  });

  it('notices a single bit that differs, wherever it is, in short and long answers', () => {
    for (const length of [1, 40, 255, 256, 257, 5000]) {
      const answer = Buffer.alloc(length, 'a');
      const memory = new AnswerMemory();
      memory.remember(answer, length, 200);
      for (const at of [0, length >> 1, length - 1]) {
        const other = Buffer.from(answer);
        other[at] = (other[at] ?? 0) ^ 1;
        expect(recalls(memory, other)).toBe(0);
      }
      expect(recalls(memory, answer.subarray(0, length - 1))).toBe(0);
    }
  });

  it('keeps a copy, for the buffer is read into again', () => {
    const buffer = bytes('HTTP/1.1 200 OK\r\n\r\n');
    const memory = new AnswerMemory();
    memory.remember(buffer, buffer.length, 200);
    buffer.fill('x');
    expect(recalls(memory, buffer)).toBe(0);
    expect(recalls(memory, bytes('HTTP/1.1 200 OK\r\n\r\n'))).toBe(200);
  });

  it('holds no answer of more than 16 KiB', () => {
    const memory = new AnswerMemory();
    const long = Buffer.alloc(16_385, 'a');
    memory.remember(long, long.length, 200);
    expect(recalls(memory, long)).toBe(0);
  });

  it('copies answers that always differ only now and then', () => {
    const memory = new AnswerMemory();
    const answer = (n: number): Buffer => bytes(`HTTP/1.1 200 OK\r\nX-Request: ${100_000 + n}\r\n\r\n`);
    for (let n = 1; n <= 70; n += 1) memory.remember(answer(n), answer(n).length, 200);
    expect(recalls(memory, answer(70))).toBe(0);
    expect(recalls(memory, answer(64))).toBe(200);
    // It came again, so the next ones are worth a copy.
    memory.remember(answer(71), answer(71).length, 200);
    expect(recalls(memory, answer(71))).toBe(200);
  });
});
