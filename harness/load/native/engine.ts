import type { LoadEngine } from '../../model/load.ts';
import { NativeSession } from './session.ts';

/**
 * The project's own engine: connections outlive slices, a slice may be as short as some answers, and everything
 * that was sent is accounted for. A server that cannot be reached is no error of `open`: slices count it.
 */
export const nativeEngine: LoadEngine = {
  name: 'native',
  minimumWindowMs: 50,
  async open(target, connections, ahead) {
    const session = new NativeSession(target);
    if (ahead !== undefined) await session.openFlows(ahead);
    // An open workload opens connections as it needs them: an idle one would hold a worker of some servers.
    if (ahead?.level.kind !== 'open') await session.connect(connections);
    return session;
  },
};
