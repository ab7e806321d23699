import type { Plan } from '../model/plan.ts';
import type { Problems } from './problems.ts';

/** Notes what cannot be done to servers that run already. */
export function checkAttached({ variants, serverCpus, isolate }: Plan, problems: Problems): void {
  if (!variants.some(({ source }) => source.kind === 'attached')) return;
  if (serverCpus !== null) {
    const message = 'keeps servers to CPUs as they are started, and those of --url run already';
    problems.add('--server-cpus', message, 'leave it out, or start them with taskset -c');
  }
  if (isolate) {
    const message = 'keeps one server alive at a time, and those of --url are never stopped';
    problems.add('--isolate', message, 'leave it out');
  }
}
