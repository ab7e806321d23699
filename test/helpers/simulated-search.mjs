// A search on a simulated server: requests that come at random wait in one queue for so many workers. The decisions are
// the product's own, and so are the lengths of slices; starting and cooling down take a few seconds as on a real machine.

/** Seconds of a round beside its slices, and of a run beside them: looking until it is calm. */
const startSeconds = 2.5;
const calmSeconds = 0.3;

/** @returns the share of requests that take longer than the limit, and whether more was offered than served */
export function simulateSlice({ workers, service, limitMs, stalls }, rate, seconds, random, slowdown = 1) {
  const freeAt = new Array(workers).fill(0);
  let [at, beyond, of, late] = [0, 0, 0, 0];
  const untilStall = () =>
    stalls === undefined ? Number.POSITIVE_INFINITY : exponential(stalls.every)(random);
  let stall = untilStall();
  for (;;) {
    at += -Math.log(1 - random.next()) / rate;
    if (at > seconds) break;
    for (; stall < at; stall += untilStall()) {
      for (const [worker, free] of freeAt.entries()) freeAt[worker] = Math.max(free, stall) + stalls.seconds;
    }
    let worker = 0;
    for (let other = 1; other < workers; other++) if (freeAt[other] < freeAt[worker]) worker = other;
    const done = Math.max(at, freeAt[worker]) + service(random) * slowdown;
    freeAt[worker] = done;
    of += 1;
    beyond += (done - at) * 1000 > limitMs;
    late += done > seconds;
  }
  // As the product tells it: more than 5 %, and more than chance would leave.
  const overloaded = late > 0.05 * of + Math.sqrt((4 * of) / Math.PI);
  return { beyond, of, overloaded, seconds: Math.max(seconds, ...freeAt) };
}

/**
 * One whole search.
 * @param parts {courseOf, runState, runWindowMs, createRandom, search: a plan of one objective}
 * @param queue {workers, service: random => s, limitMs, allowed, fullRate, spread, drift, stalls}: spread is that of ln(speed) between
 *   processes, drift the amplitude of a wave over the runs; stalls {every, seconds} hold all workers up
 */
export function simulateSearch({ courseOf, runState, runWindowMs, createRandom, search }, queue, seed) {
  const random = createRandom(seed, 7);
  const servedPerSecond = queue.fullRate * (0.9 + 0.2 * random.next());
  const beginning = { rate: search.begin.share * servedPerSecond, servedPerSecond };
  const tried = [];
  let seconds = startSeconds;
  for (;;) {
    const course = courseOf(search, beginning, tried);
    if (course.next.length === 0) return { course, runs: tried.length, seconds };
    const wave = (queue.drift ?? 0) * Math.sin(tried.length / 2 + seed);
    const slowdown = Math.exp((queue.spread ?? 0) * normal(random) + wave);
    seconds += startSeconds;
    for (const rate of course.next) {
      const windowSeconds = runWindowMs(search, [0], rate) / 1000;
      const slices = [];
      const lengths = [];
      let outcome = null;
      while (outcome === null) {
        const length = slices.length === 0 ? windowSeconds / 4 : windowSeconds;
        const slice = simulateSlice(queue, rate, length, random, slowdown);
        seconds += slice.seconds;
        lengths.push(length);
        const { beyond, of, overloaded } = slice;
        slices.push({
          evidence: [{ kind: 'share', allowed: queue.allowed, beyond, of }],
          ...{ overloaded, died: false },
        });
        ({ outcome } = runState(slices, search.test));
      }
      seconds += calmSeconds;
      const counted = slices.length > 1 ? slices.slice(1) : slices;
      const sum = (of) => counted.reduce((total, { evidence: [one] }) => total + of(one), 0);
      const [beyond, of] = [sum((one) => one.beyond), sum((one) => one.of)];
      const due = of / lengths.slice(-counted.length).reduce((total, length) => total + length, 0);
      tried.push({
        rate,
        outcome,
        shares: [{ objective: 0, allowed: queue.allowed, rate: due, beyond, of }],
      });
    }
  }
}

/** The rate at which just the allowed share is late, by long simulation. */
export function capacityOf(queue, createRandom, requests = 200_000) {
  let [low, high] = [queue.fullRate / 50, queue.fullRate];
  for (let halving = 0; halving < 12; halving++) {
    const rate = Math.sqrt(low * high);
    const { beyond, of } = simulateSlice(queue, rate, requests / rate, createRandom(halving, 5));
    if (beyond <= queue.allowed * of) low = rate;
    else high = rate;
  }
  return Math.sqrt(low * high);
}

/** Erlang's C: the probability that a request has to wait, of M/M/c with `load` = rate × mean service time. */
export function erlangC(workers, load) {
  let [term, sum] = [1, 1];
  for (let k = 1; k < workers; k++) {
    term *= load / k;
    sum += term;
  }
  const last = (term * load) / workers / (1 - load / workers);
  return last / (sum + last);
}

/** Log-normal: most are short and some many times the mean. @param variation standard deviation ÷ mean */
export function heavyTailed(mean, variation) {
  const square = Math.log(1 + variation ** 2);
  return (random) => mean * Math.exp(Math.sqrt(square) * normal(random) - square / 2);
}

export function exponential(mean) {
  return (random) => -mean * Math.log(1 - random.next());
}

function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
