import { describe, expect, it } from 'vitest';
import { UsageError } from '../../harness/model/failure.ts';
import { makePlan, type RunRequest } from '../../harness/plan/make-plan.ts';
import { smallCatalogue } from '../helpers/catalogue.ts';

const plan = (request: RunRequest) => makePlan(request, smallCatalogue, 7);

function problemsOf(request: RunRequest): string[] {
  try {
    plan(request);
  } catch (error) {
    if (error instanceof UsageError)
      return error.problems.map(({ where, message, hint }) => `${where}: ${message} | ${hint ?? ''}`);
    throw error;
  }
  return [];
}

const remote = (host: string) =>
  `"${host}" is not a loopback address, and load goes to loopback only | load can bring down machines of others, and ` +
  "over a network its share and that of the generator cannot be told from the server's; where it is yours to load, " +
  `add --allow-remote ${host}`;

describe('servers that run already', () => {
  it('are attached to by their addresses, and asked for the paths', () => {
    const made = plan({ url: ['http://127.0.0.1:3000', 'new=https://localhost'], path: ['/items'] });
    expect(made.variants.map(({ id, source }) => [id, source])).toEqual([
      ['127.0.0.1:3000', { kind: 'attached', host: '127.0.0.1', port: 3000, pid: null }],
      ['new', { kind: 'attached', host: 'localhost', port: 443, tls: { insecure: false }, pid: null }],
    ]);
    expect(made.scenarios.map(({ name }) => name)).toEqual(['GET /items']);
  });

  it('say in the record that they are not fresh', () => {
    expect(plan({ url: ['http://127.0.0.1:3000'] }).variants[0]?.notes).toEqual([
      expect.stringContaining('its processes are the same in every round'),
    ]);
  });

  it('are compared with servers that are started', () => {
    const made = plan({ cmd: ['new=x {port}'], url: ['old=http://[::1]:80'] });
    expect(made.variants.map(({ id }) => id)).toEqual(['new', 'old']);
    expect(made.variants[1]?.source).toMatchObject({ host: '::1', port: 80 });
  });

  it('have the processes that are named', () => {
    const pids = (request: RunRequest) =>
      plan(request).variants.map(({ source }) => (source.kind === 'attached' ? source.pid : 0));
    expect(pids({ url: ['http://127.0.0.1:3000'], pid: ['12'] })).toEqual([12]);
    const two = ['a=http://127.0.0.1:1', 'b=http://127.0.0.1:2'];
    expect(pids({ url: two, pid: ['b=13'] })).toEqual([null, 13]);
  });

  it('may be on a host that is allowed by its very name, and show any certificate', () => {
    const made = plan({
      url: ['https://staging.example'],
      allowRemote: ['other', 'Staging.example'],
      insecure: true,
    });
    expect(made.variants[0]?.source).toMatchObject({ host: 'staging.example', tls: { insecure: true } });
  });

  it.each<[string, RunRequest, string[]]>([
    [
      'an address that is none',
      { url: ['localhost:3000'] },
      [
        '--url: "localhost:3000" is not an address of http or https | write http://127.0.0.1:3000, or old=http://127.0.0.1:3000',
      ],
    ],
    [
      'a path that says what to request',
      { url: ['http://127.0.0.1:3000/items?page=2'] },
      [
        '--url: "http://127.0.0.1:3000/items?page=2" has a path, and only says where the server is | write --url http://127.0.0.1:3000 --path /items?page=2',
      ],
    ],
    [
      'a password, without repeating it',
      { url: ['http://me:secret@127.0.0.1:3000'] },
      [
        '--url: "http://…@127.0.0.1:3000" has a user or a password, which would stand in every report | leave them out; a configuration file can give requests their headers',
      ],
    ],
    ['another host', { url: ['http://example.com'] }, [`--url: ${remote('example.com')}`]],
    [
      'a host that only looks like the allowed one',
      { url: ['http://example.com'], allowRemote: ['ample.com', 'example.com.au'] },
      [`--url: ${remote('example.com')}`],
    ],
    [
      'two of one name',
      { url: ['a=http://127.0.0.1:1', 'a=http://127.0.0.1:2'] },
      ['--url: "a" is named twice | '],
    ],
    [
      'processes that are not known whose they are',
      { url: ['a=http://127.0.0.1:1', 'b=http://127.0.0.1:2'], pid: ['3', 'c=4', 'x'] },
      [
        '--pid: "3" is of which server? | write --pid a=3',
        '--pid: no --url is named "c" | did you mean a? Allowed: a, b',
        '--pid: "x" is not a whole number from 1 to 4194304 | ',
        '--pid: "x" is of which server? | write --pid a=x',
      ],
    ],
    [
      'what cannot be done to them',
      {
        url: ['http://127.0.0.1:1'],
        isolate: true,
        serverCpus: '0',
        tls: true,
        insecure: true,
        host: '::1',
        workers: '2',
      },
      [
        '--workers: speaks of the reference app and cannot go with --url | leave one of them out',
        '--host: says where --cmd servers listen, and there is none | leave it out',
        '--tls: is said by the address itself | write --url https://127.0.0.1:3000',
        '--server-cpus: keeps servers to CPUs as they are started, and those of --url run already | leave it out, or start them with taskset -c',
        '--isolate: keeps one server alive at a time, and those of --url are never stopped | leave it out',
      ],
    ],
    [
      'any certificate of one that shows none',
      { url: ['http://127.0.0.1:1'], insecure: true },
      ['--insecure: speaks of certificates, and without --tls there are none | write https:// in --url'],
    ],
    [
      'that the reference app is not attached to',
      { pid: ['1'], allowRemote: ['x'] },
      [
        '--pid: speaks of servers of your own, and the reference app is started here | leave it out, or add --url',
        '--allow-remote: speaks of servers of your own, and the reference app is started here | leave it out, or add --url',
      ],
    ],
  ])('refuse %s', (_, request, told) => {
    expect(problemsOf(request)).toEqual(told);
  });

  it('hold commands to the same rule', () => {
    const cmd = ['a=x {host} {port}'];
    expect(problemsOf({ cmd, host: '192.168.0.1' })).toEqual([`--host: ${remote('192.168.0.1')}`]);
    expect(
      plan({ cmd, host: '192.168.0.1', allowRemote: ['192.168.0.1'] }).variants[0]?.source,
    ).toMatchObject({
      host: '192.168.0.1',
    });
    expect(problemsOf({ cmd, host: 'my.lan', allowRemote: ['my.lan'] })).toEqual([
      '--host: who listens on "my.lan" cannot be told | allowed beside loopback: an IPv4 address of this machine',
    ]);
  });
});
