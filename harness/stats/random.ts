/** A small seeded source of random numbers: the same seeds give the same run, on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform whole number in 0 … bound − 1. */
  below(bound: number): number;
}

/**
 * The generator for these seeds. Several seeds name a stream of its own: `createRandom(plan.seed, round)` gives a
 * round the same orders whether or not the run was interrupted before it.
 *
 * sfc32 by Chris Doty-Humphrey (PractRand), 128 bits of state, seeded through the finaliser of MurmurHash3.
 */
export function createRandom(...seeds: readonly number[]): Random {
  let [a, b, c] = seedWords(seeds);
  let counter = 1;

  function word(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  // The author's advice: the first dozen words still show the seed.
  for (let i = 0; i < 12; i++) word();

  const next = () => word() / 2 ** 32;
  return { next, below: (bound) => Math.floor(next() * bound) };
}

/** A copy in random order (Fisher–Yates, as in Knuth, TAOCP 3.4.2, algorithm P). */
export function shuffle<T>(items: readonly T[], random: Random): T[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const chosen = random.below(last + 1);
    const item = shuffled[last] as T;
    shuffled[last] = shuffled[chosen] as T;
    shuffled[chosen] = item;
  }
  return shuffled;
}

/** Folds every bit of every seed, high halves included, into three words. */
function seedWords(seeds: readonly number[]): [number, number, number] {
  let state = 0x9e3779b9;
  for (const seed of seeds) {
    state = mix(state ^ (seed >>> 0));
    state = mix(state ^ Math.floor(seed / 2 ** 32));
  }
  const first = mix(state + 0x9e3779b9);
  const second = mix(first + 0x9e3779b9);
  return [first, second, mix(second + 0x9e3779b9)];
}

/** fmix32 of MurmurHash3 (Austin Appleby): each bit of the word changes about half of the result's. */
function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
