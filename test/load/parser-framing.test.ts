import { describe, expect, it } from 'vitest';
import { readWithParser } from './answers/reading.ts';

/** What a client makes of bytes and the end of the connection after them. */
interface Expected {
  readonly status?: number;
  readonly body?: string;
  readonly keepAlive?: boolean;
  /** Whether the answer is whole only when the connection has ended. */
  readonly byEnd?: boolean;
}

interface Case {
  readonly sentence: string;
  readonly head?: true;
  /** Answers, each with what is to be made of it; null: that it is not whole. */
  readonly answers: readonly (readonly [string, Expected | null])[];
}

const line = (status: number, version = '1.1') => `HTTP/${version} ${status} X\r\n`;
const chunks = '2\r\nhi\r\n0\r\n\r\n';
const whole = { status: 200, body: '', keepAlive: true, byEnd: false };

const cases: readonly Case[] = [
  {
    sentence:
      'RFC 9112 §6.3 item 1: Any response to a HEAD request … is always terminated by the first empty line after the header fields, regardless of the header fields present in the message',
    head: true,
    answers: [
      [`${line(200)}\r\n`, {}],
      [`${line(200)}Content-Length: 5\r\n\r\n`, {}],
      [`${line(200)}Transfer-Encoding: chunked\r\n\r\n`, {}],
      [`${line(200)}Transfer-Encoding: gzip\r\n\r\n`, {}],
      [`${line(404)}Content-Length: 5\r\nConnection: close\r\n\r\n`, { status: 404, keepAlive: false }],
      [`${line(200, '1.0')}Content-Length: 5\r\n\r\n`, { keepAlive: false }],
      [`${line(200, '1.0')}Connection: keep-alive\r\n\r\n`, {}],
      [`${line(200)}Content-Length: 5\r\n`, null],
    ],
  },
  {
    sentence: 'RFC 9110 §15.3.5: A 204 response is terminated by the end of the header section',
    answers: [
      [`${line(204)}\r\n`, { status: 204 }],
      [`${line(204)}Content-Length: 5\r\n\r\n`, { status: 204 }],
      [`${line(204)}Transfer-Encoding: chunked\r\n\r\n`, { status: 204 }],
      [`${line(204, '1.0')}\r\n`, { status: 204, keepAlive: false }],
    ],
  },
  {
    sentence: 'RFC 9110 §15.4.5: A 304 response is terminated by the end of the header section',
    answers: [
      [`${line(304)}\r\n`, { status: 304 }],
      [`${line(304)}Content-Length: 500\r\n\r\n`, { status: 304 }],
      [`${line(304)}Content-Length: 99999999999\r\n\r\n`, { status: 304 }],
      [
        `${line(304)}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n`,
        { status: 304, keepAlive: false },
      ],
    ],
  },
  {
    sentence:
      'RFC 9110 §15.2: A client MUST be able to parse one or more 1xx responses received prior to a final response',
    answers: [
      [`${line(100)}\r\n${line(200)}Content-Length: 2\r\n\r\nhi`, { body: 'hi' }],
      [`${`${line(103)}Link: </a>\r\n\r\n`.repeat(3)}${line(204)}\r\n`, { status: 204 }],
      [`${line(199)}Content-Length: 5\r\n\r\n${line(200)}Content-Length: 2\r\n\r\nhi`, { body: 'hi' }],
      [`${line(100)}Connection: close\r\n\r\n${line(200)}Content-Length: 0\r\n\r\n`, {}],
      [`${line(100, '1.0')}\r\n${line(200)}Content-Length: 0\r\n\r\n`, {}],
      [`${line(100)}\r\n`, null],
      [`${line(100)}\r\n${line(200)}`, null],
    ],
  },
  {
    sentence:
      'RFC 9110 §15: A client that receives a response with an invalid status code SHOULD process the response as if it had a 5xx (Server Error) status code',
    answers: [
      [`${line(600)}Content-Length: 2\r\n\r\nhi`, { status: 600, body: 'hi' }],
      [`${line(999)}Content-Length: 0\r\n\r\n`, { status: 999 }],
    ],
  },
  {
    sentence:
      'RFC 9112 §6.3 item 4: … the message body length is determined by reading and decoding the chunked data until the transfer coding indicates the data is complete',
    answers: [
      [`${line(200)}Transfer-Encoding: chunked\r\n\r\n${chunks}`, { body: 'hi' }],
      [`${line(200)}Transfer-Encoding: gzip\r\nTransfer-Encoding: Chunked\r\n\r\n${chunks}`, { body: 'hi' }],
      [`${line(205)}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, { status: 205 }],
      [`${line(200)}Transfer-Encoding: chunked\r\n\r\n${chunks.slice(0, -2)}`, null],
      [`${line(200)}Transfer-Encoding: chunked\r\n\r\n${chunks.slice(0, -5)}`, null],
    ],
  },
  {
    sentence:
      'RFC 9112 §6.3 item 4: … and the chunked transfer coding is not the final encoding, the message body length is determined by reading the connection until it is closed by the server',
    answers: [
      [`${line(200)}Transfer-Encoding: gzip\r\n\r\nhi`, { body: 'hi', keepAlive: false, byEnd: true }],
    ],
  },
  {
    sentence:
      'RFC 9112 §7.1.1: A recipient MUST ignore unrecognized chunk extensions; §7.1: chunk-size = 1*HEXDIG',
    answers: [
      [
        `${line(200)}Transfer-Encoding: chunked\r\n\r\n2;a;b="c;d" ; e=f\r\nhi\r\n0;g\r\n\r\n`,
        { body: 'hi' },
      ],
      [
        `${line(200)}Transfer-Encoding: chunked\r\n\r\n${'0'.repeat(20)}2\r\nhi\r\n${'0'.repeat(20)}\r\n\r\n`,
        { body: 'hi' },
      ],
    ],
  },
  {
    sentence:
      'RFC 9112 §6.3 item 5: … with an invalid Content-Length header field … unless … all values in the list are valid, and all values in the list are the same',
    answers: [
      [`${line(200)}Content-Length: 2, 2\r\n\r\nhi`, { body: 'hi' }],
      [`${line(200)}Content-Length: 2\r\nContent-Length: 02\r\n\r\nhi`, { body: 'hi' }],
      [`${line(200)}Content-Length: ${'0'.repeat(20)}2\r\n\r\nhi`, { body: 'hi' }],
      [`${line(200)}Content-Length: 2, 3\r\n\r\nhi`, null],
      [`${line(200)}Content-Length: 2\r\nContent-Length: 3\r\n\r\nhi`, null],
      [`${line(200)}Content-Length: 2,\r\n\r\nhi`, null],
      [`${line(200)}Content-Length:\r\n\r\nhi`, null],
      [`${line(200)}Content-Length: +2\r\n\r\nhi`, null],
      [`${line(200)}Content-Length: 2\xa0\r\n\r\nhi`, null],
      [`${line(200)}Content-Length: \x0b2\r\n\r\nhi`, null],
    ],
  },
  {
    sentence:
      'RFC 9112 §6.3 item 6: If a valid Content-Length header field is present without Transfer-Encoding, its decimal value defines the expected message body length in octets',
    answers: [
      [`${line(200)}Content-Length: 2\r\n\r\nhi`, { body: 'hi' }],
      [`${line(200)}Content-Length: 2\r\nTransfer-Encoding: ,\r\n\r\nhi`, { body: 'hi' }],
      [`${line(200)}Content-Length: 0\r\n\r\n`, {}],
      [`${line(200)}Content-Length: 3\r\n\r\nhi`, null],
    ],
  },
  {
    sentence:
      'RFC 9112 §6.3 item 3: … both a Transfer-Encoding and a Content-Length header field … ought to be handled as an error',
    answers: [
      [`${line(200)}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`, null],
      [`${line(200)}Transfer-Encoding: chunked\r\nContent-Length: 12\r\n\r\n${chunks}`, null],
    ],
  },
  {
    sentence:
      'RFC 9112 §6.3 item 8: Otherwise … the message body length is determined by the number of octets received prior to the server closing the connection',
    answers: [
      [`${line(200)}\r\nhi`, { body: 'hi', keepAlive: false, byEnd: true }],
      [`${line(200)}Connection: keep-alive\r\n\r\n`, { keepAlive: false, byEnd: true }],
      [`${line(200, '1.0')}\r\nhi`, { body: 'hi', keepAlive: false, byEnd: true }],
    ],
  },
  {
    sentence:
      'RFC 9112 §9.3: If the "close" connection option is present, the connection will not persist after the current response; else, if the received protocol is HTTP/1.1 (or later), the connection will persist',
    answers: [
      [`${line(200)}Content-Length: 0\r\n\r\n`, {}],
      [`${line(200)}Content-Length: 0\r\nConnection: x, Close\r\n\r\n`, { keepAlive: false }],
      [`${line(200)}Content-Length: 0\r\nConnection: close\t\r\n\r\n`, { keepAlive: false }],
      [
        `${line(200)}Connection: close\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n`,
        { keepAlive: false },
      ],
      [`${line(200)}Content-Length: 0\r\nConnection: closed, close-not\r\n\r\n`, {}],
      [`${line(200)}Content-Length: 0\r\nProxy-Connection: close\r\n\r\n`, {}],
    ],
  },
  {
    sentence:
      'RFC 9112 §9.3: else, if the received protocol is HTTP/1.0, the "keep-alive" connection option is present … the connection will persist; otherwise, the connection will close',
    answers: [
      [`${line(200, '1.0')}Content-Length: 0\r\n\r\n`, { keepAlive: false }],
      [`${line(200, '1.0')}Content-Length: 2\r\nConnection: x, Keep-Alive\r\n\r\nhi`, { body: 'hi' }],
      [`${line(200, '1.0')}Content-Length: 0\r\nConnection: close, keep-alive\r\n\r\n`, { keepAlive: false }],
      [`${line(200, '1.0')}Content-Length: 0\r\nConnection: keep-alive, close\r\n\r\n`, { keepAlive: false }],
    ],
  },
  {
    sentence:
      'RFC 9112 §6.1: … an HTTP/1.0 message containing a Transfer-Encoding header field MUST [be treated] as if the framing is faulty … and close the connection after processing the message',
    answers: [
      [
        `${line(200, '1.0')}Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`,
        { body: 'hi', keepAlive: false },
      ],
    ],
  },
  {
    sentence:
      'RFC 9112 §5.2: A user agent that receives an obs-fold in a response … MUST replace each received obs-fold with one or more SP octets prior to interpreting the field value',
    answers: [
      [`${line(200)}X: a\r\n b\r\nContent-Length: 2\r\n\r\nhi`, { body: 'hi' }],
      [`${line(200)}Content-Length:\r\n\t2\r\n \r\n\r\nhi`, { body: 'hi' }],
      [`${line(200)}Content-Length: 2\r\n 0\r\n\r\nhi`, null],
      [
        `${line(200)}Content-Length: 2\r\nConnection: x,\r\n close\r\n\r\nhi`,
        { body: 'hi', keepAlive: false },
      ],
      [`${line(200)}Transfer-Encoding: gzip,\r\n chunked\r\n\r\n${chunks}`, { body: 'hi' }],
      [`${line(200)}Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX: a\r\n b\r\n\r\n`, { body: 'hi' }],
      [`${line(200)} X: a\r\nContent-Length: 2\r\n\r\nhi`, null],
    ],
  },
];

describe.each(cases)('$sentence', ({ head = false, answers }) => {
  it.each(answers)('%j: %o', (text, expected) => {
    const bytes = Buffer.from(text, 'latin1');
    for (const cuts of [[], [...bytes.keys()]]) {
      const { outcome, used, byEnd } = readWithParser(bytes, head, cuts);
      if (expected === null) {
        expect(outcome.kind).not.toBe('whole');
      } else {
        const { byEnd: expectedByEnd, ...rest } = { ...whole, ...expected };
        expect(outcome).toEqual({ kind: 'whole', ...rest });
        expect({ byEnd, used }).toEqual({ byEnd: expectedByEnd, used: bytes.length });
      }
    }
  });
});
