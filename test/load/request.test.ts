import { describe, expect, it } from 'vitest';
import { prepareRequest, statusMatches } from '../../harness/load/native/request.ts';
import { get } from './accounts.ts';

const target = { host: '127.0.0.1', port: 8080 };
const sent = (change: Parameters<typeof get>[1], path = '/a?b=c') =>
  prepareRequest(get(path, change), target).bytes.toString();

describe('a request as bytes', () => {
  it('names method, path and host', () => {
    expect(sent({})).toBe('GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n');
  });

  it('carries the headers given, a Host among them', () => {
    expect(sent({ headers: { host: 'x.test', Accept: '*/*' } })).toBe(
      'GET /a?b=c HTTP/1.1\r\nhost: x.test\r\nAccept: */*\r\n\r\n',
    );
  });

  it('says how long its body is, in bytes', () => {
    expect(sent({ method: 'POST', body: 'ä=1' })).toMatch(/\r\nContent-Length: 4\r\n\r\nä=1$/);
    expect(sent({ method: 'POST', body: '' })).toMatch(/\r\nContent-Length: 0\r\n\r\n$/);
    expect(sent({ method: 'POST', body: 'a', headers: { 'content-length': '1' } })).toMatch(
      /\r\ncontent-length: 1\r\n\r\na$/,
    );
  });

  it('brackets an IPv6 address', () => {
    expect(prepareRequest(get('/'), { host: '::1', port: 8080 }).bytes.toString()).toContain(
      'Host: [::1]:8080\r\n',
    );
  });

  it.each<[string, Parameters<typeof get>[1], string]>([
    ['the method "GET /evil" cannot be sent', { method: 'GET /evil' }, '/'],
    ['the path "/a b" cannot be sent', {}, '/a b'],
    ['the path "/a\\r\\nX: y" cannot be sent', {}, '/a\r\nX: y'],
    ['the path "" cannot be sent', {}, ''],
    ['the header name "a:b" cannot be sent', { headers: { 'a:b': 'c' } }, '/'],
    ['the value of header A cannot be sent', { headers: { A: 'b\r\nC: d' } }, '/'],
  ])('is refused: %s', (message, change, path) => {
    expect(() => sent(change, path)).toThrow(new RangeError(message));
  });

  it('expects one status, or success', () => {
    expect(statusMatches(404, 404)).toBe(true);
    expect(statusMatches(404, 200)).toBe(false);
    expect([199, 200, 302, 399, 400].map((status) => statusMatches('success', status))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });
});
