/** Longer answers are not remembered: reading them anew costs little beside receiving them. */
const longestRemembered = 16_384;
/** Up to so many bytes a loop is faster than the call that compares longer ones. */
const shortAnswer = 384;
/** An answer that has differed so often in a row is remembered only now and then: it may always differ. */
const missesInARow = 8;
const rememberEvery = 64;

const nothing = Buffer.alloc(0);
const noWords = new Int32Array(0);

/**
 * Knows the last answer to a request that came whole in one piece and was the expected one. Servers send the same bytes
 * again and again (even Date changes but once a second), and the same bytes need not be understood anew.
 */
export class AnswerMemory {
  #answer: Buffer = nothing;
  #words = noWords;
  /** The buffer that answers were last read into, most often the same one, and the same bytes four by four. */
  #buffer: Buffer = nothing;
  #bufferWords = noWords;
  #status = 0;
  #misses = 0;

  /** Status of the answer when `buffer[0, length)` is the remembered one; 0 when it is not. */
  recall(buffer: Buffer, length: number): number {
    const answer = this.#answer;
    if (answer.length !== length) return 0;
    if (length > shortAnswer ? answer.compare(buffer, 0, length) !== 0 : this.#differs(buffer, length))
      return 0;
    this.#misses = 0;
    return this.#status;
  }

  /** Whether the first `length` bytes are not the answer's, a word at a time where that is possible. */
  #differs(buffer: Buffer, length: number): boolean {
    if (this.#buffer !== buffer) {
      this.#buffer = buffer;
      this.#bufferWords = wordsOf(buffer);
    }
    const [answer, words, bufferWords] = [this.#answer, this.#words, this.#bufferWords];
    const whole = Math.min(length >> 2, bufferWords.length);
    for (let i = 0; i < whole; i += 1) {
      if (words[i] !== bufferWords[i]) return true;
    }
    for (let i = whole << 2; i < length; i += 1) {
      if (answer[i] !== buffer[i]) return true;
    }
    return false;
  }

  /** `buffer[0, length)` is a whole answer, the expected one, after which the connection lives on. */
  remember(buffer: Buffer, length: number, status: number): void {
    this.#misses += 1;
    if (length > longestRemembered) return;
    if (this.#misses > missesInARow && this.#misses % rememberEvery !== 0) return;
    this.#answer = Buffer.allocUnsafeSlow(length);
    buffer.copy(this.#answer, 0, 0, length);
    this.#words = wordsOf(this.#answer);
    this.#status = status;
  }
}

/** Its whole words; none where it does not begin at a word. */
function wordsOf(buffer: Buffer): Int32Array<ArrayBuffer> {
  if (buffer.byteOffset % 4 !== 0 || !(buffer.buffer instanceof ArrayBuffer)) return noWords;
  return new Int32Array(buffer.buffer, buffer.byteOffset, buffer.length >> 2);
}
