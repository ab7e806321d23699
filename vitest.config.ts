import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Held to figures: of the commands, of the load generator, and of what a server uses. */
const heldToFigures = [
  'test/e2e/{claims,doctor,gate,objectives,open,run,slow-client}.system.test.ts',
  'test/load/{loader,loader-fleet,native-engine,open,pace,slow-clients,stalls}.system.test.ts',
  'test/supervise/footprint.system.test.ts',
];

/** They take longest, and begin first: where no earlier run told how long a file takes, Vitest looks at its size. */
const longest = ['docs/examples', 'servers/conformance', 'experiments/', 'e2e/', 'servers/layers'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = longest.findIndex((part) => moduleId.includes(`/test/${part}`));
      return found === -1 ? longest.length : found;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

/**
 * Of real servers on a machine that may keep one from its CPU at any moment: what passes only when it is run again is
 * named at the end. A developer sees each failure as it comes.
 */
const retry = process.env.CI ? 1 : 0;

// `unit` runs files side by side. The others start real servers and browsers: of `servers` two files at a time, for they
// mostly wait, or take what a busy machine lets them measure; of `system`, which is held to figures, one after the other.
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.system.test.ts', 'test/self/**'],
          // By itself Vitest leaves a core free, which on two cores is one file after the other.
          maxWorkers: '100%',
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'system',
          include: heldToFigures,
          fileParallelism: false,
          retry,
          sequence: { groupOrder: 1 },
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'servers',
          include: ['test/**/*.system.test.ts'],
          exclude: heldToFigures,
          maxWorkers: 2,
          maxConcurrency: 4,
          retry,
          sequence: { groupOrder: 2 },
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
