import type { Random } from '../../harness/stats/random.ts';

/** Standard normal (Box–Muller). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** Symmetric about 0 with tails so heavy that it has no mean. */
export function cauchy(random: Random): number {
  return Math.tan(Math.PI * (random.next() - 0.5));
}

/** Share of `draws` for which `hits` holds. */
export function share(draws: number, hits: () => boolean): number {
  let count = 0;
  for (let i = 0; i < draws; i++) if (hits()) count++;
  return count / draws;
}
