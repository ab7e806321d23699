import type { Scenario } from '../harness/model/scenario.ts';
import { json } from './json.ts';
import { get } from './requests.ts';

const body = 'slow'.repeat(8192);
const sha256 = 'b4a12e902c1b207815ceac76036034c3603c03ce0bf22abbe903989f34436b5a';

/**
 * Twelve clients on a slow line beside normal ones, which are reported. Eight send an upload of 32 KiB in 17 pieces,
 * which takes a quarter of a second: a worker that reads a request by itself waits so long in `recv`, and eight clients
 * keep four of them waiting, but not until a normal request times out. Four read a picture of 100 KB; that holds up
 * nobody on loopback, where the kernel's buffers take it whole, and is here for servers that buffer less.
 */
export const slowClient: Scenario = {
  name: 'slow-client',
  summary: 'serves small JSON beside 12 slow clients',
  requests: json.requests,
  slow: {
    clients: 12,
    requests: [upload(), upload(), get('/static/picture.jpg', { kind: 'any' })],
    pieceBytes: 2048,
    pauseMs: 15,
  },
};

function upload() {
  const text = `{"bytes":${body.length},"sha256":"${sha256}"}`;
  return {
    method: 'POST',
    path: '/upload',
    headers: { 'content-type': 'application/octet-stream' },
    body,
    expect: { status: 200, body: { kind: 'exact', text } },
  } as const;
}
