import type { ModeOption } from '../../harness/model/launch.ts';

/** Sizes of a server, and what was asked for of them. */
export const workers: ModeOption = { summary: 'worker processes', default: 4, min: 1, max: 64 };
export const threads: ModeOption = { summary: 'threads of each process', default: 4, min: 1, max: 64 };

export type Options = Readonly<Record<string, number>>;

export const workersOf = (options: Options) => options.workers ?? workers.default;
export const threadsOf = (options: Options) => options.threads ?? threads.default;

/** `×4`, or `×4×2` where each worker has threads. */
export const sizeOf = (...sizes: readonly number[]) => sizes.map((size) => `×${size}`).join('');
