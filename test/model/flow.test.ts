import { describe, expect, it } from 'vitest';
import { beyondAutocannon, cardsOf, flowFaults, needsFlow } from '../../harness/model/flow.ts';
import { bodyText, requestSpecSchema } from '../../harness/model/scenario.ts';
import { get } from '../load/accounts.ts';

const token = { name: 'token', from: 'body', before: '[', after: ']' };

describe('requests', () => {
  it('need no flow while they are fixed and sent in turn', () => {
    expect(needsFlow([get('/a'), get('/b', { method: 'POST', body: 'x' })])).toBe(false);
    expect(beyondAutocannon([get('/a')])).toBeNull();
  });

  it.each([
    ['a weight', { weight: 2 }],
    ['an opening step', { once: true }],
    ['cookies', { cookies: true }],
    ['a capture', { capture: [token] }],
    ['a placeholder in a header', { headers: { 'X-Id': '{{n}}' } }],
    ['a placeholder in the body', { body: '{{n}}' }],
    [
      'a placeholder in what is expected',
      { expect: { status: 200, body: { kind: 'exact', text: '{{n}}' } } },
    ],
  ] as const)('need one for %s', (_what, change) => {
    const request = get('/', change as Parameters<typeof get>[1]);
    expect(needsFlow([request])).toBe(true);
    expect(beyondAutocannon([request])).toBe(
      'carry values from answers into later requests, or draw requests by weight',
    );
  });

  it('are beyond autocannon where a body is known by its length', () => {
    const request = get('/', { expect: { status: 200, body: { kind: 'length', bytes: 3 } } });
    expect(needsFlow([request])).toBe(false);
    expect(beyondAutocannon([request])).toBe('tell how many bytes a body has');
  });

  it('stand in a deck as often as they weigh, without the common divisor; those without a weight once', () => {
    expect(cardsOf([get('/a'), get('/b')])).toBeNull();
    expect(cardsOf([get('/a', { weight: 50 }), get('/b', { weight: 20 })])).toEqual([5, 2]);
    expect(cardsOf([get('/a', { weight: 4 }), get('/b')])).toEqual([4, 1]);
  });

  it('may repeat a text as their body', () => {
    expect(bodyText({ repeat: 'abc', bytes: 7 })).toBe('abcabca');
    expect(bodyText({ repeat: 'abc', bytes: 0 })).toBe('');
    expect(bodyText('as it is')).toBe('as it is');
  });

  it.each([
    ['a repeated text that cannot be cut anywhere', { body: { repeat: 'ä', bytes: 3 } }],
    ['a repeated body beyond 64 MiB', { body: { repeat: 'a', bytes: 64 * 1024 * 1024 + 1 } }],
    ['a weight of nothing', { weight: 0 }],
    ['a capture from nowhere', { capture: [{ ...token, from: 'cookie' }] }],
    ['a capture without a name', { capture: [{ ...token, name: '' }] }],
    ['nine captures', { capture: Array.from({ length: 9 }, (_, i) => ({ ...token, name: `t${i}` })) }],
  ])('are not well formed with %s', (_what, change) => {
    expect(requestSpecSchema.safeParse({ ...get('/'), ...change }).success).toBe(false);
  });
});

describe('the faults of a flow', () => {
  it('are none where later requests build on earlier ones', () => {
    expect(
      flowFaults([
        get('/login', { once: true, capture: [token] }),
        get('/list?t={{token}}', { capture: [{ ...token, name: 'id' }] }),
        get('/item/{{id}}/{{n:4}}'),
      ]),
    ).toEqual([]);
  });

  it.each<[string, Parameters<typeof flowFaults>[0], string]>([
    [
      'nothing to repeat',
      [get('/a', { once: true })],
      'every request is an opening step, so none is left to repeat',
    ],
    ['a value that nobody captures', [get('/{{id}}')], 'GET /{{id}}: no earlier request captures {{id}}'],
    [
      'a value that is captured too late',
      [get('/a?{{token}}', { capture: [token] })],
      'GET /a?{{token}}: no earlier request captures {{token}}',
    ],
    [
      'a value that is captured by a request that comes at random',
      [get('/a', { weight: 1, capture: [token] }), get('/b?{{token}}')],
      'GET /b?{{token}}: no earlier request captures {{token}}',
    ],
    [
      'a value of a repeated request in an opening step',
      [get('/a', { capture: [token] }), get('/b?{{token}}', { once: true })],
      'GET /b?{{token}}: no earlier request captures {{token}}',
    ],
    [
      'an opening step with a weight',
      [get('/a', { once: true, weight: 2 }), get('/b')],
      'GET /a: an opening step has no weight',
    ],
    [
      'a deck too large',
      [get('/a', { weight: 1000 }), get('/b', { weight: 999 })],
      'the weights, without their common divisor, add up to 1999, and may to 1000 at most',
    ],
    [
      'the counter as a name',
      [get('/a', { capture: [{ ...token, name: 'n' }] })],
      'GET /a: {{n}} is the counter and cannot be captured',
    ],
    ['a name used twice', [get('/a', { capture: [token, token] })], 'GET /a: {{token}} is captured twice'],
    [
      'digits of a value',
      [get('/a', { once: true, capture: [token] }), get('/{{token:3}}')],
      'GET /{{token:3}}: {{token:3}}: only {{n}} can be cut to its last digits',
    ],
    [
      'digits beyond what is exact',
      [get('/{{n:16}}')],
      'GET /{{n:16}}: {{n:16}}: the digits must be 1 to 15',
    ],
    [
      'two sources of cookies',
      [get('/a', { cookies: true, headers: { cookie: 'a=b' } })],
      'GET /a: a Cookie header cannot go with cookies that are kept',
    ],
  ])('name %s', (_what, requests, fault) => {
    expect(flowFaults(requests)).toEqual([fault]);
  });

  it('are named all at once', () => {
    expect(flowFaults([get('/{{a}}/{{b}}', { once: true, weight: 1 })])).toHaveLength(4);
  });
});
