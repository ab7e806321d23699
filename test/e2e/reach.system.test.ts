import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunRecord, recordSchema } from '../../harness/model/record.ts';
import { Workplace } from '../helpers/cli.ts';
import { hasIpv6, selfSigned } from '../helpers/reach.ts';
import { expectMeasured } from '../helpers/verdict.ts';

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.create();
  const { key, cert } = selfSigned();
  write('key.pem', key);
  write('cert.pem', cert);
  // `node server.cjs http <port or path> [host]`
  write(
    'server.cjs',
    `const { readFileSync } = require('node:fs');
     const [, , scheme, where, host] = process.argv;
     const tls = { key: readFileSync('key.pem'), cert: readFileSync('cert.pem') };
     const answer = (request, response) => response.end('hello');
     const server = scheme === 'https' ? require('node:https').createServer(tls, answer)
                                       : require('node:http').createServer(answer);
     server.listen(...(host ? [Number(where), host] : [where]));`,
  );
});
afterEach(() => place.leave());

function write(name: string, text: string): void {
  writeFileSync(join(place.folder, name), text);
}

const small = ['--concurrency', '4', '--rounds', '1', '--quiet'];

function recordOf(): RunRecord {
  const [folder = ''] = place.runs();
  return recordSchema.parse(JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')));
}

/** Every slice was answered well. */
function expectServed(record: RunRecord): void {
  expect(record.slices.length).toBeGreaterThan(0);
  for (const { load, failure } of record.slices) {
    expect(failure).toBeNull();
    expect(load?.samples).toEqual([]);
    expect(load?.ok).toBeGreaterThan(0);
    expect(load?.sent).toBe((load?.ok ?? 0) + (load?.unfinished ?? 0));
  }
}

describe('bench run --cmd', () => {
  it.skipIf(!hasIpv6)('loads servers over IPv6', async () => {
    const command = 'node server.cjs http {port} {host}';
    const { exitCode, stderr } = await place.bench(
      ...['run', '--cmd', `a=${command}`, '--host', '::1', ...small],
    );
    expect(stderr).not.toContain('bench:');
    const record = recordOf();
    expectMeasured(exitCode, record);
    expectServed(record);
    expect(record.plan.variants[0]?.source).toEqual({ kind: 'command', command, host: '::1' });
  });

  it('loads servers on unix sockets, beside others on ports', async () => {
    const commands = [
      'a=node server.cjs http {socket}',
      'b=node server.cjs http {port} {host}',
      'c=node server.cjs http {port} localhost',
    ];
    const { exitCode, stderr } = await place.bench(
      ...['run', ...commands.flatMap((command) => ['--cmd', command]), '--host', 'localhost', ...small],
    );
    expect(stderr).not.toContain('bench:');
    const record = recordOf();
    expectMeasured(exitCode, record);
    expectServed(record);
    expect(record.plan.variants.map(({ source }) => source)).toMatchObject([
      { socket: true },
      { host: 'localhost' },
      { host: 'localhost' },
    ]);
  });

  it.each(['native', 'autocannon'])('loads servers over TLS, with the %s engine', async (engine) => {
    const { exitCode, stderr } = await place.bench(
      ...[
        'run',
        '--cmd',
        'a=node server.cjs https {port} 127.0.0.1',
        '--cmd',
        'b=node server.cjs https {socket}',
      ],
      ...['--tls', '-k', '--engine', engine, ...small],
    );
    expect(stderr).not.toContain('bench:');
    const record = recordOf();
    expectMeasured(exitCode, record);
    expectServed(record);
    expect(record.plan.variants.map(({ source }) => source)).toMatchObject([
      { tls: { insecure: true } },
      { tls: { insecure: true }, socket: true },
    ]);
  });

  it.each([
    [
      ['https', '--tls'],
      'a certificate that is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT): is it for --insecure?',
    ],
    [['http', '--tls', '-k'], 'no TLS handshake (EPROTO): does it speak plain HTTP?'],
  ])('says what to try when it is not ready for: %j', async ([scheme, ...flags], lastSeen) => {
    const { exitCode, stderr } = await place.bench(
      ...[
        'run',
        '--cmd',
        `a=node server.cjs ${scheme} {port} 127.0.0.1`,
        ...flags,
        '--ready-timeout',
        '2s',
        ...small,
      ],
    );
    expect(stderr).toContain(`(last seen: ${lastSeen})`);
    expect(exitCode).toBe(1);
  });

  it('says all that is wrong with how servers are to be reached at once', async () => {
    const { exitCode, stderr } = await place.bench(
      ...['run', '--cmd', 'a=x {port} {socket}', '--host', '10.0.0.1', '-k'],
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain('has both {port} and {socket}');
    expect(stderr).toContain('"10.0.0.1" is not a loopback address, and load goes to loopback only');
    expect(stderr).toContain('--insecure: speaks of certificates, and without --tls there are none');
  });
});
