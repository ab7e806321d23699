// A harness that can be killed: starts a warden, a server and a loader, says on stdout what it started, and hangs.
// `node run-and-hang.mjs SERVER_BEHAVIOUR`
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startServer } from '#built/harness/supervise/server-process.js';
import { startWarden } from '#built/harness/supervise/warden.js';

const oddServer = fileURLToPath(new URL('./odd-server.mjs', import.meta.url));
const warden = await startWarden();
let workDir = '';
const server = await startServer({
  variant: 'odd',
  host: '127.0.0.1',
  readyTimeoutMs: 60_000,
  stopTimeoutMs: 1000,
  warden,
  launch: async (context) => {
    workDir = context.workDir;
    return {
      argv: [process.execPath, oddServer, process.argv[2]],
      env: {},
      cwd: process.cwd(),
      ready: { kind: 'nonce', path: '/', nonceHeader: 'X-Nonce' },
      processes: 1,
      stopSignal: 'SIGTERM',
    };
  },
});
// As loaders are: in the session of the harness, which must not be killed as a whole.
const loader = spawn(process.execPath, [oddServer, 'ignores-sigterm-and-never-listens'], { stdio: 'ignore' });
warden.watch({ pid: loader.pid });
process.stdout.write(
  `${JSON.stringify({ port: server.port, server: server.pid, loader: loader.pid, workDir })}\n`,
);
setInterval(() => undefined, 60_000);
