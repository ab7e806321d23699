import { describe, expect, it } from 'vitest';
import { drawGates, drawPower } from '../../harness/gate/resample.ts';
import { clopperPearson } from '../../harness/stats/clopper-pearson.ts';
import type { Random } from '../../harness/stats/random.ts';
import { fabricateNoise } from '../helpers/gate-noise.ts';
import { gatePlan } from '../helpers/gating.ts';

const gate = gatePlan();
const cauchy = (random: Random) => Math.tan(Math.PI * (random.next() - 0.5));

describe('gates drawn from recorded rounds', () => {
  it('alarm no more often than they are allowed to, whatever the tails', () => {
    for (const draw of [undefined, cauchy]) {
      const noise = fabricateNoise({ scenarios: ['json', 'page', 'cpu'], ...(draw && { draw }) });
      const drawn = drawGates(noise, gate, { runs: 1000, seed: 1 });
      expect(drawn.pass + drawn.warn + drawn.fail + drawn.invalid).toBe(1000);
      expect(clopperPearson(drawn.fail, 1000, 0.95).low).toBeLessThan(gate.alpha);
      expect(drawn.seconds).toBeLessThan(gate.budgetSeconds!);
      // Nobody is suspect for long.
      expect(drawn.seconds).toBeGreaterThan(6 * (2 + 3 * (0.75 + 2 * 0.45)));
    }
  });

  it('do so too where the recorded rounds lean to one side, for which one is called the candidate is chance', () => {
    const noise = fabricateNoise();
    const leaning = {
      ...noise,
      worsening: noise.worsening.map((byPasses) =>
        byPasses.map((round) => round.map((value) => (value ?? 0) + 0.02)),
      ),
    };
    expect(drawGates(leaning, gate, { runs: 1000, seed: 1 }).fail).toBeLessThan(25);
  });

  it('find what was made worse, the more often the worse', () => {
    const noise = fabricateNoise();
    const found = [0.01, 0.02, 0.05, 0.1].map(
      (change) =>
        drawPower(noise, gate, { runs: 200, seed: 1, shift: { test: 0, worsening: Math.log1p(change) } })
          .found,
    );
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(found[0]).toBeLessThan(20);
    expect(found.at(-1)).toBe(200);
  });

  it('are the same for the same seed, and noise is the same for every size of a change', () => {
    const noise = fabricateNoise();
    const draws = { runs: 50, seed: 5 };
    expect(drawGates(noise, gate, draws)).toEqual(drawGates(noise, gate, draws));
    expect(drawGates(noise, gate, draws)).not.toEqual(drawGates(noise, gate, { ...draws, seed: 6 }));
  });

  it('find less where the budget holds fewer rounds, or slices are fewer', () => {
    const noise = fabricateNoise({ scenarios: ['json', 'page', 'cpu'] });
    const shift = { test: 1, worsening: Math.log(1.06) };
    const foundIn = (budgetSeconds: number) =>
      drawPower(noise, { ...gate, budgetSeconds }, { runs: 200, seed: 1, shift }).found;
    expect(foundIn(600)).toBeGreaterThan(foundIn(120));
    expect(foundIn(30)).toBe(0);
  });

  it('are invalid where the machine disturbs too many rounds, or too few are held', () => {
    const disturbed = drawGates(fabricateNoise({ discardedShare: 0.6 }), gate, { runs: 100, seed: 1 });
    expect(disturbed.invalid).toBeGreaterThan(90);
    const short = drawGates(fabricateNoise(), { ...gate, budgetSeconds: 20 }, { runs: 100, seed: 1 });
    expect(short.invalid).toBe(100);
  });

  it('leave out of a round what it does not tell', () => {
    const noise = fabricateNoise();
    const without = {
      ...noise,
      worsening: noise.worsening.map((byPasses, round) =>
        byPasses.map((figures) => (round % 2 === 0 ? figures.with(5, null) : figures)),
      ),
    };
    const shift = { test: 5, worsening: 1 };
    const whole = drawPower(noise, gate, { runs: 50, seed: 1, shift });
    expect(drawPower(without, gate, { runs: 50, seed: 1, shift }).rounds).toBeLessThan(whole.rounds);
  });

  it('are of rounds that visited what they visit, though others that are recorded did not', () => {
    const noise = fabricateNoise({ scenarios: ['json', 'page'] });
    const ofPage = noise.tests.flatMap(({ pair }, test) => (pair === 1 ? [test] : []));
    const seldom = {
      ...noise,
      worsening: noise.worsening.map((byPasses, round) =>
        byPasses.map((figures) =>
          round % 3 === 0 ? figures : figures.map((figure, test) => (ofPage.includes(test) ? null : figure)),
        ),
      ),
    };
    // Too little for the screen to be left before its six rounds, or for any to follow.
    const short = { ...gate, budgetSeconds: 60 };
    const roundsOf = (test: number) =>
      drawPower(seldom, short, { runs: 50, seed: 1, shift: { test, worsening: 0 } }).rounds;
    expect(roundsOf(ofPage[1]!)).toBeGreaterThanOrEqual(6);
    expect(roundsOf(1)).toBeGreaterThanOrEqual(6);
  });
});
