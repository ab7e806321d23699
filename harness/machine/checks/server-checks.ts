import { type CheckOf, known } from '../../model/doctor.ts';
import type { Availability } from '../../model/launch.ts';

/** A mode or a layer, and whether this machine has what it runs on. */
export interface Offer {
  readonly name: string;
  readonly availability: Availability;
}

/** One group of the catalogue: a stack's modes, or the layers. What is not there can be left out of a run. */
export function serversCheck(group: string, offers: readonly Offer[]): CheckOf<'servers'> {
  const missing = new Map<string, { what: string; install: string; names: string[] }>();
  for (const { name, availability } of offers) {
    if (availability.installed) continue;
    const { missing: what, install } = availability;
    const known = missing.get(install);
    if (known === undefined) missing.set(install, { what, install, names: [name] });
    else known.names.push(name);
  }
  const absent = [...missing.values()];
  const there = offers.filter(({ availability }) => availability.installed).length;
  const facts = { group, there, of: offers.length, missing: absent };
  return known('servers', absent.length === 0 ? 'ok' : 'info', facts, [
    ...absent.map(({ install }) => install),
  ]);
}
