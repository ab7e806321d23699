import { describe, expect, it } from 'vitest';
import { type RequestConfig, requestConfigSchema } from '../../harness/model/config.ts';
import { requestConfigFaults, requestSpecOf } from '../../harness/model/request-config.ts';
import { requestSpecSchema } from '../../harness/model/scenario.ts';

function specOf(config: RequestConfig) {
  return requestSpecSchema.parse(requestSpecOf(requestConfigSchema.parse(config)));
}

const success = { status: 'success', body: { kind: 'any' } };

describe('a request of a configuration', () => {
  it('is a GET that must succeed when it is a path', () => {
    expect(specOf('/cart?all')).toEqual({
      method: 'GET',
      path: '/cart?all',
      headers: {},
      body: null,
      expect: success,
    });
  });

  it('is a POST when it has a body, unless it says otherwise', () => {
    expect(specOf({ path: '/', body: 'x' })).toMatchObject({ method: 'POST', body: 'x', headers: {} });
    expect(specOf({ path: '/', body: '' }).method).toBe('POST');
    expect(specOf({ path: '/', method: 'PUT', json: null }).method).toBe('PUT');
    expect(specOf({ path: '/', headers: { A: 'b' } })).toMatchObject({ method: 'GET', headers: { A: 'b' } });
    const repeated = { repeat: 'ab', bytes: 5 };
    expect(specOf({ path: '/', body: repeated }).body).toEqual(repeated);
  });

  it('sends JSON and forms with their Content-Type, which its own headers may replace', () => {
    expect(specOf({ path: '/', json: { a: ['{{n}}', 1] } })).toMatchObject({
      headers: { 'Content-Type': 'application/json' },
      body: '{"a":["{{n}}",1]}',
    });
    expect(specOf({ path: '/', form: { 'a b': 'c&d' } })).toMatchObject({
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'a%20b=c%26d',
    });
    const own = { 'content-type': 'application/vnd.api+json' };
    expect(specOf({ path: '/', json: 1, headers: own }).headers).toEqual(own);
  });

  it('keeps the placeholders of a form as they are', () => {
    expect(specOf({ path: '/', form: { token: '{{token}}', day: 'no {{n:3}}!' } }).body).toBe(
      'token={{token}}&day=no%20{{n:3}}!',
    );
  });

  it('holds answers against a status, or a status and one look at the body', () => {
    const expectOf = (config: Exclude<RequestConfig, string>['expect']) =>
      specOf({ path: '/', expect: config }).expect;
    expect(expectOf(undefined)).toEqual(success);
    expect(expectOf(404)).toEqual({ status: 404, body: { kind: 'any' } });
    expect(expectOf('success')).toEqual(success);
    expect(expectOf({ status: 201 })).toEqual({ status: 201, body: { kind: 'any' } });
    expect(expectOf({ body: '' })).toEqual({ status: 'success', body: { kind: 'exact', text: '' } });
    expect(expectOf({ includes: 'ok' }).body).toEqual({ kind: 'includes', text: 'ok' });
    expect(expectOf({ bytes: 0 }).body).toEqual({ kind: 'length', bytes: 0 });
  });

  it('carries what a flow needs over', () => {
    const capture = [{ name: 'id', from: 'body', before: '"', after: '"' }];
    const flow = { once: true, weight: 3, capture, cookies: true };
    expect(specOf({ path: '/', ...flow })).toMatchObject(flow);
    expect(Object.keys(specOf('/'))).toEqual(['method', 'path', 'headers', 'body', 'expect']);
  });

  it('has one body, and one look at that of the answer', () => {
    expect(requestConfigFaults('/')).toEqual([]);
    expect(requestConfigFaults({ path: '/', json: {}, expect: { status: 200, bytes: 3 } })).toEqual([]);
    expect(
      requestConfigFaults({ path: '/', body: '', form: {}, expect: { includes: 'a', bytes: 3 } }),
    ).toEqual([
      'body and form: a request has one body',
      'expect: includes and bytes: a body is held against one of them',
    ]);
  });
});
