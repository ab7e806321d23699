import { readFileSync } from 'node:fs';
import { parseAffinity } from '../machine/environment.ts';
import { parseCpuList } from '../model/cpu-list.ts';

/** CPUs that processes started from here may be kept to; null where the system does not tell, as any but Linux. */
export function allowedCpus(): readonly number[] | null {
  let status: string;
  try {
    status = readFileSync('/proc/self/status', 'utf8');
  } catch {
    return null;
  }
  return parseCpuList(parseAffinity(status) ?? '');
}
