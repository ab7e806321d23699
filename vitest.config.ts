import { defineConfig } from 'vitest/config';

/** Of the commands, those that are held to figures. */
const measuringCommands = 'doctor,gate,open,run,slow-client';

const waitingTests = [
  'test/{docs,experiments,reports,scripts,servers}/**/*.system.test.ts',
  `test/e2e/!(${measuringCommands.replaceAll(',', '|')}).system.test.ts`,
];

// `unit` runs files side by side. The others start real servers and browsers: of `servers` two files at a time, for they
// mostly wait, or take what a busy machine lets them measure; of `system`, which is held to figures, one after the other.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.system.test.ts', 'test/self/**'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/**/*.system.test.ts'],
          exclude: waitingTests,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'servers',
          include: waitingTests,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
