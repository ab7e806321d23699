import type { Environment } from '../../harness/model/machine.ts';
import type { Plan } from '../../harness/model/plan.ts';
import { plural } from './numbers.ts';

/** Where servers and loaders ran: whether on CPUs of their own, and on which. */
export function placementText(
  { placement, affinity }: Pick<Environment, 'placement' | 'affinity'>,
  { serverCpus, loadCpus, loaders }: Pick<Plan, 'serverCpus' | 'loadCpus' | 'loaders'>,
): string {
  const senders = plural(loaders, 'loader');
  if (serverCpus === null && loadCpus === null) {
    const where = affinity === null ? '' : ` (CPUs ${affinity})`;
    return placement === 'pinned'
      ? `pinned: servers and ${senders} on CPUs of their own${where}`
      : `co-located: servers and ${senders} share all CPUs${where}`;
  }
  const at = (cpus: string | null) =>
    cpus === null ? 'any CPU' : `${/^\d+$/.test(cpus) ? 'CPU' : 'CPUs'} ${cpus}`;
  return `${placement}: servers on ${at(serverCpus)}, ${senders} on ${at(loadCpus)}`;
}
