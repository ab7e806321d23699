/** Intended starts of arrivals that wait for a connection, first come first served. A ring that grows with its need. */
export class ArrivalQueue {
  #ring = new Float64Array(64);
  #first = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(dueAt: number): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[(this.#first + this.#length) % this.#ring.length] = dueAt;
    this.#length += 1;
  }

  /** The one that has waited longest; undefined when none waits. */
  shift(): number | undefined {
    if (this.#length === 0) return undefined;
    const dueAt = this.#ring[this.#first];
    this.#first = (this.#first + 1) % this.#ring.length;
    this.#length -= 1;
    return dueAt;
  }

  #grow(): void {
    const larger = new Float64Array(this.#ring.length * 2);
    larger.set(this.#ring.subarray(this.#first));
    larger.set(this.#ring.subarray(0, this.#first), this.#ring.length - this.#first);
    this.#ring = larger;
    this.#first = 0;
  }
}
