import { getHeapStatistics } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { type PreparedCheck, prepareCheck } from '../../harness/load/native/body-check.ts';
import { ResponseParser } from '../../harness/load/native/parser.ts';

const date = 'Thu, 01 Jan 1970 00:00:00 GMT';
const json = '{"status":"ok"}';

const answers = {
  nginx: `HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: ${date}\r\nContent-Type: text/plain\r\nContent-Length: 15\r\nLast-Modified: ${date}\r\nConnection: keep-alive\r\nETag: "5e1-d"\r\nAccept-Ranges: bytes\r\n\r\n${json}`,
  node: `HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 15\r\nDate: ${date}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\n\r\n${json}`,
  uvicorn: `HTTP/1.1 200 OK\r\ndate: ${date}\r\nserver: uvicorn\r\ncontent-length: 15\r\ncontent-type: application/json\r\n\r\n${json}`,
  gunicorn: `HTTP/1.1 200 OK\r\nServer: gunicorn\r\nDate: ${date}\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n${json}`,
  werkzeug: `HTTP/1.0 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\nServer: Werkzeug\r\nDate: ${date}\r\n\r\n${json}`,
  'in chunks': `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: ${date}\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\nf\r\n${json}\r\n0\r\n\r\n`,
};
const checks: Record<string, PreparedCheck> = {
  any: prepareCheck({ kind: 'any' }),
  exact: prepareCheck({ kind: 'exact', text: json }),
  includes: prepareCheck({ kind: 'includes', text: '"ok"' }),
  length: prepareCheck({ kind: 'length', bytes: json.length }),
};

const [batches, perBatch] = [101, 400];
const warmUp = 10_000;

/**
 * Bytes of garbage that one call makes: median of batches, each small beside the space that is collected, so that in
 * most of them nothing is collected. The reading itself takes some 600 bytes, which is 1.5 for each call of a batch.
 */
function garbageOf(call: () => void): number {
  for (let i = 0; i < warmUp; i += 1) call();
  const grown: number[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    const before = getHeapStatistics().used_heap_size;
    for (let i = 0; i < perBatch; i += 1) call();
    grown.push(getHeapStatistics().used_heap_size - before);
  }
  return (grown.sort((a, b) => a - b)[batches >> 1] as number) / perBatch;
}

describe('what reading an answer allocates', () => {
  it('is measured: a string or an object per answer is seen', () => {
    const bytes = Buffer.from(answers.node);
    let text = '';
    expect(garbageOf(() => (text = bytes.toString('latin1', 0, 20)))).toBeGreaterThan(16);
    let view = bytes;
    expect(garbageOf(() => (view = bytes.subarray(1, 5)))).toBeGreaterThan(16);
    expect(text.length + view.length).toBe(24);
  });

  it.each(
    Object.entries(answers).flatMap(([server, text]) =>
      Object.keys(checks).map((check) => [server, check, text] as const),
    ),
  )('is nothing to speak of: %s, checked for %s', (_server, check, text) => {
    // As connections do: one large buffer, at whose beginning each answer stands.
    const shared = Buffer.alloc(65_536, 0x78);
    const end = shared.write(text);
    const parser = new ResponseParser();
    let matched = 0;
    const garbage = garbageOf(() => {
      parser.begin(false, checks[check] as PreparedCheck);
      parser.push(shared, 0, end);
      if (parser.done && parser.body.matches()) matched += 1;
    });
    expect(matched).toBe(warmUp + batches * perBatch);
    expect(garbage).toBeLessThan(8);
  });
});
