/** Longer answers are not remembered: reading them anew costs little beside receiving them. */
const longestRemembered = 16_384;
/** Up to so many bytes a loop is faster than the call that compares longer ones. */
const shortAnswer = 256;
/** An answer that has differed so often in a row is remembered only now and then: it may always differ. */
const missesInARow = 8;
const rememberEvery = 64;

const nothing = Buffer.alloc(0);

/**
 * Knows the last answer to a request that came whole in one piece and was the expected one. Servers send the same bytes
 * again and again (even Date changes but once a second), and the same bytes need not be understood anew.
 */
export class AnswerMemory {
  #answer: Buffer = nothing;
  #status = 0;
  #misses = 0;

  /** Status of the answer when `buffer[0, length)` is the remembered one; 0 when it is not. */
  recall(buffer: Buffer, length: number): number {
    const answer = this.#answer;
    if (answer.length !== length) return 0;
    if (length > shortAnswer) {
      if (answer.compare(buffer, 0, length) !== 0) return 0;
    } else {
      for (let i = 0; i < length; i += 1) {
        if (answer[i] !== buffer[i]) return 0;
      }
    }
    this.#misses = 0;
    return this.#status;
  }

  /** `buffer[0, length)` is a whole answer, the expected one, after which the connection lives on. */
  remember(buffer: Buffer, length: number, status: number): void {
    this.#misses += 1;
    if (length > longestRemembered) return;
    if (this.#misses > missesInARow && this.#misses % rememberEvery !== 0) return;
    this.#answer = Buffer.from(buffer.subarray(0, length));
    this.#status = status;
  }
}
