import { bodyLimit, chunkLineLimit, headLimit } from '../../../harness/load/native/parser.ts';
import { fieldValue, type Line, type Rewrite, type Section } from './sections.ts';

/**
 * Where the engine's parser and Node's differ on purpose. Each either rewrites an answer into one that Node reads as we
 * read the original, or refuses what Node reads. Whatever no rewriting reconciles is a fault of one of them.
 */
export interface Difference {
  readonly name: string;
  /** What the difference rests on. */
  readonly because: string;
  /** Bytes on which the two differ. */
  readonly example: string;
  /** Asked for with HEAD. */
  readonly head?: true;
  /** Node with `insecureHTTPParser` reads the example as we do. */
  readonly lenientNode: boolean;
}

export interface Rewriting extends Difference {
  readonly rewrite: Rewrite;
}

export interface Refusal extends Difference {
  /** Whether this is why we refuse, by our own problem and the answer. */
  refuses(problem: string, answer: string): boolean;
}

const ok = 'HTTP/1.1 200 OK\r\n';
const two = 'Content-Length: 2\r\n\r\nhi';

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are meant
const controls = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g;

/** Whether the line at `i` should be a field. */
const isField = ({ kind }: Section, i: number) => (kind === 'trailers' ? i >= 0 : isHead(kind) && i > 0);
const isHead = (kind: Section['kind']) => kind === 'interim' || kind === 'final';

/** Puts one field in the place of all that have a name; none when `value` is null. */
function replaceAll(section: Section, name: string, value: string | null): void {
  const [first, ...fields] = section.lines;
  if (first === undefined) return;
  const at = fields.findIndex((line) => fieldValue(line, name) !== null);
  const rest = fields.filter((line) => fieldValue(line, name) === null);
  if (value !== null) rest.splice(Math.max(at, 0), 0, { text: `${name}: ${value}`, end: '\r\n' });
  section.lines = [first, ...rest];
}

/** Members of all fields of a name; null when there is no such field. */
function membersOf(section: Section, name: string): string[] | null {
  const fields = section.lines.slice(1).filter((line) => fieldValue(line, name) !== null);
  if (fields.length === 0) return null;
  return fields.flatMap((line) =>
    (fieldValue(line, name) ?? '').split(',').map((member) => member.replace(/^[ \t]+|[ \t]+$/g, '')),
  );
}

const allEnded = ({ lines }: Section) => lines.at(-1)?.text === '' && lines.at(-1)?.end !== '';

/** In this order. */
export const rewritings: readonly Rewriting[] = [
  {
    name: 'a line is looked at when it has ended',
    because: 'what is not whole is no answer anyhow',
    example: 'SSH-2.0',
    lenientNode: false,
    rewrite(section) {
      const { kind, lines } = section;
      const last = lines.at(-1);
      if (last === undefined || last.end !== '' || (kind === 'chunk end' && last.text.length > 2)) return;
      lines.pop();
      // The field that is folded has not ended either.
      const first = kind === 'trailers' ? 0 : 1;
      for (let line = last; /^[ \t]/.test(line.text) && lines.length > first; ) line = lines.pop() ?? line;
    },
  },
  {
    name: 'a line may end with a bare line feed',
    because: 'RFC 9112 §2.2: a recipient may recognize a single LF as a line terminator',
    example: `HTTP/1.1 200 OK\n${two}`,
    lenientNode: true,
    rewrite({ lines }) {
      for (const line of lines) if (line.end === '\n') line.end = '\r\n';
    },
  },
  {
    name: 'a fold is as good as a space',
    because: 'RFC 9112 §5.2: a user agent must replace each obs-fold with SP before it interprets the value',
    example: `${ok}X: a\r\n b\r\n${two}`,
    lenientNode: true,
    rewrite(section) {
      const unfolded: Line[] = [];
      section.lines.forEach((line, i) => {
        const before = unfolded.at(-1);
        const first = section.kind === 'trailers' ? 0 : 1;
        if (/^[ \t]/.test(line.text) && i > first && before !== undefined) {
          before.text += line.text;
          before.end = line.end;
        } else unfolded.push(line);
      });
      section.lines = unfolded;
    },
  },
  {
    name: 'a bare carriage return in a value or a reason phrase is as good as a space',
    because: 'RFC 9112 §2.2: invalid, or replaced with SP',
    example: `${ok}X: a\rb\r\n${two}`,
    lenientNode: false,
    rewrite(section) {
      section.lines.forEach((line, i) => {
        const from = isField(section, i) ? line.text.indexOf(':') + 1 : isHead(section.kind) ? 13 : 0;
        if (from > 0) line.text = line.text.slice(0, from) + line.text.slice(from).replaceAll('\r', ' ');
      });
    },
  },
  {
    name: 'other control characters in a value are left in it',
    because: 'RFC 9110 §5.5: a recipient may retain them; NUL, which we never pass on, may be replaced',
    example: `${ok}X: a\x00b\x01\r\n${two}`,
    lenientNode: true,
    rewrite(section) {
      section.lines.forEach((line, i) => {
        const from = line.text.indexOf(':') + 1;
        if (isField(section, i) && from > 0)
          line.text = line.text.slice(0, from) + line.text.slice(from).replace(controls, '?');
      });
    },
  },
  {
    name: 'a field name may hold any visible character',
    because: 'RFC 9110 §5.1 has names of tokens only; nothing of such a field is used',
    example: `${ok}X(y)/z: a\r\n${two}`,
    lenientNode: false,
    rewrite(section) {
      section.lines.forEach((line, i) => {
        const name = /^[!-9;-~]+(?=:|$)/.exec(line.text)?.[0];
        if (name === undefined || !isField(section, i)) return;
        line.text = name.replace(/["(),/;<=>?@[\\\]{}]/g, 'x') + line.text.slice(name.length);
      });
    },
  },
  {
    name: 'Proxy-Connection says nothing',
    because: 'RFC 9112 appendix C.2.2: meant for proxies, and never standardized',
    example: `${ok}Proxy-Connection: close\r\n${two}`,
    lenientNode: false,
    rewrite(section) {
      for (const line of section.lines)
        if (fieldValue(line, 'proxy-connection') !== null) line.text = `X-${line.text}`;
    },
  },
  {
    name: 'an interim answer says nothing of the connection',
    because: 'RFC 9110 §15.2: the final answer follows, with the fields that count',
    example: `HTTP/1.1 103 Early Hints\r\nConnection: close\r\n\r\n${ok}${two}`,
    lenientNode: true,
    rewrite(section) {
      if (section.kind !== 'interim') return;
      replaceAll(section, 'connection', null);
      const first = section.lines[0];
      if (first !== undefined) first.text = first.text.replace(/^HTTP\/1\.0/, 'HTTP/1.1');
    },
  },
  {
    name: 'equal lengths are one',
    because: 'RFC 9112 §6.3 item 5: a list of equal lengths is read as that length',
    example: `${ok}Content-Length: 2, 02\r\nContent-Length: 2\t\r\n\r\nhi`,
    lenientNode: false,
    rewrite(section) {
      const members = membersOf(section, 'content-length');
      if (section.kind === 'trailers' || members === null) return;
      const lengths = new Set(members.map((member) => (/^[0-9]+$/.test(member) ? BigInt(member) : null)));
      const [only] = lengths;
      if (lengths.size === 1 && typeof only === 'bigint') replaceAll(section, 'Content-Length', `${only}`);
    },
  },
  {
    name: 'empty members of a Transfer-Encoding say nothing',
    because: 'RFC 9110 §5.6.1.2: a recipient must parse and ignore them; tabs are blank space too',
    example: `${ok}Transfer-Encoding: chunked\t,,\r\n\r\n2\r\nhi\r\n0\r\n\r\n`,
    lenientNode: false,
    rewrite(section) {
      const members = membersOf(section, 'transfer-encoding');
      if (section.kind === 'trailers' || members === null) return;
      const left = members.filter((member) => member !== '');
      replaceAll(section, 'Transfer-Encoding', left.length === 0 ? null : left.join(', '));
    },
  },
  {
    name: 'close goes before keep-alive',
    because: 'RFC 9112 §9.3: the close option decides first; tabs are blank space too',
    example: `HTTP/1.0 200 OK\r\nConnection: close\t,keep-alive\r\n${two}`,
    lenientNode: false,
    rewrite(section) {
      const options = membersOf(section, 'connection')?.map((option) => option.toLowerCase());
      if (section.kind === 'trailers' || options === undefined) return;
      const option = ['close', 'keep-alive'].find((each) => options.includes(each));
      replaceAll(section, 'Connection', option ?? null);
    },
  },
  {
    name: 'an HTTP/1.0 answer with a transfer coding ends its connection',
    because: 'RFC 9112 §6.1: its framing is taken for faulty',
    example:
      'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n',
    lenientNode: false,
    rewrite(section) {
      const first = section.lines[0]?.text ?? '';
      const coded = section.lines.some((line) => fieldValue(line, 'transfer-encoding') !== null);
      if (section.kind === 'final' && first.startsWith('HTTP/1.0') && coded && allEnded(section))
        replaceAll(section, 'Connection', 'close');
    },
  },
  {
    name: 'the answer to HEAD needs no length to keep its connection',
    because: 'RFC 9112 §6.3 item 1: it ends with its head, whatever its fields say',
    example: `${ok}\r\n`,
    head: true,
    lenientNode: false,
    rewrite(section, head) {
      const named = (name: string) => section.lines.some((line) => fieldValue(line, name) !== null);
      if (!head || section.kind !== 'final' || !allEnded(section) || named('content-length')) return;
      replaceAll(section, 'Transfer-Encoding', null);
      replaceAll(section, 'Content-Length', '0');
    },
  },
  {
    name: 'trailers say nothing of the framing',
    because: 'RFC 9110 §6.5.1: not allowed there, and not to be merged into the head',
    example: `${ok}Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n\r\n`,
    lenientNode: true,
    rewrite(section) {
      if (section.kind !== 'trailers') return;
      for (const line of section.lines)
        if (/^(content-length|transfer-encoding|connection|upgrade)(?=:|$)/i.test(line.text))
          line.text = `X-${line.text}`;
    },
  },
  {
    name: 'chunk sizes may have blank space after them, and any extension',
    because: 'RFC 9112 §7.1.1: BWS before an extension is to be parsed, an unrecognized extension ignored',
    example: `${ok}Transfer-Encoding: chunked\r\n\r\n2 \t; a = "\r\nhi\r\n0\r\n\r\n`,
    lenientNode: false,
    rewrite(section) {
      const [line] = section.lines;
      if (section.kind === 'chunk' && line !== undefined)
        line.text = line.text.replace(/^(?:0*(?=[0-9a-f]))([0-9a-f]+)[ \t]*(?:;.*)?$/is, '$1');
    },
  },
];

export const refusals: readonly Refusal[] = [
  {
    name: 'empty lines before an answer',
    because: 'RFC 9112 §2.2 has them ignored before requests only; curl and Go refuse them too',
    example: `\r\n${ok}${two}`,
    lenientNode: false,
    refuses: (problem, answer) => problem === 'no HTTP/1.x status line' && /(^|\n\r?\n)[\r\n]/.test(answer),
  },
  {
    name: 'other protocols and versions',
    because: 'RFC 9112 §2.3: an answer to an HTTP/1.1 request is HTTP/1.0 or HTTP/1.1',
    example: `RTSP/1.0 200 OK\r\n${two}`,
    lenientNode: false,
    refuses: (problem, answer) =>
      problem === 'no HTTP/1.x status line' && /(^|\n)(HTTP\/(?!1\.[01])|RTSP|ICE)/.test(answer),
  },
  {
    name: 'a status below 100',
    because: 'RFC 9110 §15: three digits, the first of which is the class; curl refuses it too',
    example: `HTTP/1.1 099 Odd\r\n${two}`,
    lenientNode: false,
    refuses: (problem, answer) =>
      problem === 'no HTTP/1.x status line' && /(^|\n)HTTP\/1\.[01] 0[0-9]{2}/.test(answer),
  },
  {
    name: 'a switch of protocols that nobody asked for',
    because: 'RFC 9110 §15.2.2: 101 answers the Upgrade field of a request',
    example: 'HTTP/1.1 101 Switching Protocols\r\n\r\n',
    lenientNode: false,
    refuses: (problem) => problem === 'a switch of protocols not asked for',
  },
  {
    name: 'a coding after chunked, and chunked twice',
    because: 'RFC 9112 §6.1, §7.1: chunked once and last; else nobody knows whether a body is whole',
    example: `${ok}Transfer-Encoding: chunked, gzip\r\n\r\nhi`,
    lenientNode: false,
    refuses: (problem) => problem === 'chunked is not the last transfer encoding',
  },
  {
    name: 'a transfer coding that is none, and chunked with a parameter',
    because: 'RFC 9112 §7.1: a parameter of chunked should be treated as an error',
    example: `${ok}Transfer-Encoding: chunked;a=b\r\n\r\nhi`,
    lenientNode: false,
    refuses: (problem) => problem === 'a Transfer-Encoding that is none',
  },
  {
    name: 'a length that no double holds',
    because: 'a bound of ours: 2⁵³ − 1 bytes',
    example: `${ok}Content-Length: 9007199254740993\r\n\r\n`,
    head: true,
    lenientNode: false,
    refuses: (problem, answer) => /[0-9a-f]{13}/i.test(answer) && /no number|without a size/.test(problem),
  },
  {
    name: 'a longer body than an answer may have',
    because: `a bound of ours: ${bodyLimit} bytes`,
    example: `${ok}Content-Length: ${bodyLimit + 1}\r\n\r\n`,
    lenientNode: false,
    refuses: (problem) => problem === 'a body longer than 1 GiB',
  },
  {
    name: 'a longer head or chunk line than may be',
    because: `bounds of ours: ${headLimit} and ${chunkLineLimit} bytes`,
    example: `${ok}Transfer-Encoding: chunked\r\n\r\n2;${'a'.repeat(chunkLineLimit)}\r\nhi\r\n0\r\n\r\n`,
    lenientNode: false,
    refuses: (problem) => problem === 'a line or a head longer than it may be',
  },
];
