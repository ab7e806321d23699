import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../harness/model/record.ts';
import { analyse } from '../../harness/stats/analyse.ts';
import { documentOf } from '../../reports/html/document.ts';
import { markdownOf } from '../../reports/markdown/index.ts';
import { renderTerminal } from '../../reports/terminal/index.ts';
import { viewOf } from '../../reports/view/index.ts';
import { workersOf } from '../../reports/view/workers.ts';
import { fabricateRecord } from '../helpers/record.ts';
import { nodeVariant, quiet, syntheticPlan, syntheticRun, truth } from '../helpers/slices.ts';

/** The record of a run in which each variant serves so many requests per second, and nothing disturbs. */
function recordOf(served: Readonly<Record<string, number>>, rounds = 6, noise = quiet): RunRecord {
  const variants = Object.keys(served).map(nodeVariant);
  const plan = syntheticPlan({ variants });
  const run = syntheticRun({
    plan,
    rounds,
    noise,
    truth: ({ variant }) => truth({ throughput: served[variant]! }),
  });
  return { ...fabricateRecord(), ...run, ...analyse(plan, run.rounds, run.slices), claims: [] };
}

const textsOf = (record: RunRecord) =>
  workersOf(record).map(({ text }) => text.replaceAll(/[\u00a0\u202f]/g, ' '));
const served = { dev: 900, 'prefork:workers=1': 1000, 'prefork:workers=2': 2000, 'prefork:workers=4': 1800 };

describe('the sentence about workers', () => {
  it('names the best count, and what the rule loses', () => {
    expect(textsOf(recordOf(served))).toEqual([
      'prefork serves most with 2 workers (of 1, 2 and 4): 2000 req/s (2000–2000); every smaller count was shown to serve less than another. The rule of 2–4 × 2 cores (4 to 8 workers): 4 loses 10 % (10 % to 10 %).',
    ]);
  });

  it('says when fewer will do, and that no loss was shown', () => {
    const noise = { machine: 0.2, process: 0.02, slice: 0.02 };
    const equal = { 'prefork:workers=2': 2000, 'prefork:workers=4': 2000, 'prefork:workers=8': 2020 };
    const [text] = textsOf(recordOf(equal, 8, noise));
    expect(text).toMatch(/^prefork serves most with [48] workers \(of 2, 4 and 8\): /);
    expect(text).toMatch(
      /; 2 will do: 0\.9\d+ × \(.*\) that, and no other count was shown to serve more than 2\. /,
    );
    expect(text).toMatch(/[48] served [\d.]+ × \(.*\) the best, no loss could be shown/);
  });

  it('does not take a wide interval for a proof that fewer will do, or that the rule costs nothing', () => {
    const noise = { machine: 0.2, process: 0.5, slice: 0.5 };
    const equal = { 'prefork:workers=2': 2000, 'prefork:workers=4': 2000, 'prefork:workers=8': 4000 };
    const [text] = textsOf(recordOf(equal, 6, noise));
    expect(text).toMatch(/serves most with [48] workers .*; whether 2 will do cannot be told: /);
    expect(text).toMatch(/4 served .* the best, a loss cannot be told/);
  });

  it('says that the rule was not measured, and that fewer were not', () => {
    const [text] = textsOf(recordOf({ 'prefork:workers=1': 2000, 'prefork:workers=2': 1000 }));
    expect(text).toContain(
      'prefork serves most with 1 worker (of 1 and 2): 2000 req/s (2000–2000); fewer were not measured.',
    );
    expect(text).toContain('The rule of 2–4 × 2 cores (4 to 8 workers) was not measured.');
  });

  it('says "at least" where the load generator was near its limit with the best', () => {
    const record = recordOf(served);
    const summaries = record.summaries.map((one) => ({
      ...one,
      validity: {
        status: 'caveat' as const,
        reasons: [{ code: 'generator-cpu' as const, share: 0.85, bound: 0.8 }],
      },
    }));
    expect(textsOf({ ...record, summaries })[0]).toMatch(
      /^prefork serves most with 2 workers \(of 1, 2 and 4\): at least 2000 req\/s \(2000–2000\), for the load generator was near its limit; /,
    );
  });

  it('says nothing of a rule for threads, and nothing where one round gives no interval', () => {
    const [text] = textsOf(recordOf({ 'threaded:threads=2': 2000, 'threaded:threads=4': 1000 }, 1));
    expect(text).toBe(
      'threaded serves most with 2 threads (of 2 and 4): 2000 req/s; whether fewer are enough cannot be told from 1 round.',
    );
  });

  it('stands in every report, and in none where nothing was swept', () => {
    const swept = recordOf(served);
    const options = { columns: 80, colour: false, full: false, tty: false };
    const assets = { script: '', style: '' };
    expect(renderTerminal(swept, options)).toContain(
      'workers: json, 8 connections: prefork serves most with 2 workers',
    );
    expect(markdownOf(viewOf(swept))).toContain(
      '## Workers\n\n- **json, 8 connections**: prefork serves most with',
    );
    expect(documentOf(viewOf(swept), assets)).toContain('<section id="workers"');
    const plain = fabricateRecord();
    expect(renderTerminal(plain, options)).not.toContain('workers:');
    expect(markdownOf(viewOf(plain))).not.toContain('## Workers');
    expect(documentOf(viewOf(plain), assets)).not.toContain('id="workers"');
  });
});

describe('what one more worker costs', () => {
  const treeOf = (commands: readonly string[]) =>
    fabricateRecord({
      edit: (draft) => {
        for (const launch of draft.rounds.flatMap(({ launches }) => launches)) {
          if (launch.restMemory === null) continue;
          const [model] = launch.restMemory.processes;
          launch.restMemory.processes = commands.map((command, at) => ({
            ...model!,
            ...{ pid: 100 + at, parent: at === 0 ? 1 : 100, command },
          }));
        }
      },
    });
  const meansOf = (record: RunRecord) =>
    viewOf(record).workerCosts.filter(({ text }) => text.includes('mean USS'));

  it('is the mean of the workers, where all are of one program', () => {
    expect(meansOf(treeOf(['gunicorn', 'gunicorn', 'gunicorn']))[0]?.text).toContain(
      'each of its 2 workers holds',
    );
  });

  it('is not told of a server among the workers of its proxy', () => {
    expect(meansOf(treeOf(['nginx', 'python3', 'nginx', 'nginx']))).toEqual([]);
  });
});
