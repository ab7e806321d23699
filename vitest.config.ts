import { defineConfig } from 'vitest/config';

const waitingTests = [
  'test/{servers,experiments,reports}/**/*.system.test.ts',
  'test/e2e/usage.system.test.ts',
];

// `unit` runs files side by side. The others start real servers and browsers: of `servers` two files at a time, for they
// mostly wait; of `system`, which loads and measures, one after the other.
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
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
