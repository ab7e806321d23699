import { afterEach } from 'vitest';
import { type Exchange, type ScriptedServer, startServer } from './scripted-server.ts';
import { until } from './until.ts';

/**
 * Starts servers for the tests of a file. They are closed after each test, when all connections are: so what connects has
 * to be closed by a hook that is registered later, and runs before.
 */
export function serving(): (script: (exchange: Exchange) => void) => Promise<ScriptedServer> {
  const servers: ScriptedServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      await until(() => server.open.size === 0);
      await server.close();
    }
  });
  return async (script) => {
    const server = await startServer(script);
    servers.push(server);
    return server;
  };
}
