import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from '#built/harness/supervise/server-process.js';
import { startWarden, type Warden } from '#built/harness/supervise/warden.js';
import { asgiAvailability, launchAsgi } from '#built/servers/python/asgi.js';
import { expectNothingLeft, newTag } from '../helpers/tagged-processes.ts';
import { until } from '../helpers/until.ts';

const availability = await asgiAvailability();
const missing = availability.installed ? '' : ` (not installed: ${availability.install})`;

describe.skipIf(missing !== '' && !process.env.CI)(`the ASGI app${missing}`, () => {
  let warden: Warden;
  let server: ServerProcess;
  const launch = { tag: newTag(), port: 0, workDir: '' };
  beforeAll(async () => {
    warden = await startWarden();
    server = await startServer({
      variant: 'asgi',
      host: '127.0.0.1',
      readyTimeoutMs: 60_000,
      stopTimeoutMs: 10_000,
      warden,
      launch: async (context) => {
        const spec = await launchAsgi(context);
        launch.port = context.port;
        launch.workDir = context.workDir;
        return { ...spec, env: { ...spec.env, ...launch.tag } };
      },
    });
  });
  afterAll(async () => {
    await server.stop();
    await warden.close();
  });

  it('is ready by its nonce, and has no other route', async () => {
    const health = await fetch(`http://127.0.0.1:${server.target.port}/health`);
    expect(await health.text()).toBe('{"status":"ok"}');
    const other = await fetch(`http://127.0.0.1:${server.target.port}/json`);
    expect([other.status, await other.text()]).toEqual([404, '{"error":"not found"}']);
  });

  it('takes the handshake of a WebSocket, and echoes what it is sent', async () => {
    // RFC 6455: the server proves that it has read the key; a client's frame is masked, here with zeros.
    const key = Buffer.from('sixteen bytes ok').toString('base64');
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    const socket = connect(server.target.port, '127.0.0.1');
    socket.write(
      `GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
    let received = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes]);
    });
    await until('the handshake', () => received.includes('\r\n\r\n'));
    expect(received.toString()).toMatch(/^HTTP\/1\.1 101 /);
    expect(received.toString()).toContain(accept);
    received = Buffer.alloc(0);
    socket.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]));
    await until('the echo', () => received.length >= 4);
    expect(received.subarray(0, 4)).toEqual(Buffer.from([0x81, 0x02, 0x68, 0x69]));
    socket.destroy();
    await once(socket, 'close');
  });

  it('leaves nothing when stopped', async () => {
    expect(await server.stop()).toBeNull();
    await expectNothingLeft(launch);
  });
});
