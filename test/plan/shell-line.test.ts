import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellCommand } from '../../harness/model/command-line.ts';
import { splitShellLine } from '../../harness/plan/shell-line.ts';

const values: Readonly<Record<string, string>> = { PORT: '{port}', NAME: 'value', EMPTY: '' };
const split = (line: string) =>
  splitShellLine(line, (name, fallback, quoted) => {
    const value = values[name] ?? fallback ?? `no ${name}`;
    return quoted ? `"${value}"` : value;
  });

describe('a line of a shell', () => {
  it.each<[string, string[]]>([
    ['node server.js', ['node', 'server.js']],
    ['  node\t server.js  ', ['node', 'server.js']],
    [`node 'my app.js' "another one.js"`, ['node', 'my app.js', 'another one.js']],
    [`node my\\ app.js \\$PORT`, ['node', 'my app.js', '$PORT']],
    [`node --port=$PORT \${PORT} x\${PORT}y`, ['node', '--port={port}', '{port}', 'x{port}y']],
    [`node '$PORT' "$PORT"`, ['node', '$PORT', '"{port}"']],
    [`node \${OTHER:-3000} \${OTHER-a} \${PORT:-3000}`, ['node', '3000', 'a', '{port}']],
    [`node \${OTHER:-} "" $EMPTY x$EMPTY`, ['node', '', 'x']],
    [`node "a\\"b\\c" 'x'y"z"`, ['node', 'a"b\\c', 'xyz']],
    ['node x # a comment', ['node', 'x']],
    ['node x#y "#"', ['node', 'x#y', '#']],
    ['node --bind [::]:$PORT {port} a=b', ['node', '--bind', '[::]:{port}', '{port}', 'a=b']],
    ['exec node x', ['node', 'x']],
    ['node 5$ $', ['node', '5$', '$']],
    ['', []],
  ])('%j has the words that a shell would make of it', (line, words) => {
    expect(split(line)).toEqual({ assignments: {}, words, faults: [] });
  });

  it('may set variables before its command', () => {
    expect(split(`A=1 B="x y" C=$NAME node x D=2`)).toEqual({
      assignments: { A: '1', B: 'x y', C: 'value' },
      words: ['node', 'x', 'D=2'],
      faults: [],
    });
  });

  it.each([
    ['npm ci && node x', '"&&" needs a shell'],
    ['node x | tee log', '"|" needs a shell'],
    ['node x > log 2>&1', '">" needs a shell'],
    ['cd app; node x', '";" needs a shell'],
    ['node $(cat port)', '"$(cat port)" needs a shell'],
    ['node `cat port`', 'a command in `backticks` needs a shell'],
    ['node "`cat port`"', 'a command in `backticks` needs a shell'],
    [`node \${PORT:+x}`, `"\${PORT:+x}" needs a shell`],
    ['node $1', '"$1" needs a shell'],
    ['node *.js', '"*" for names of files needs a shell'],
    [`node 'x`, "a ' is not closed"],
    ['node "x', 'a " is not closed'],
  ])('%s is refused: %s', (line, fault) => {
    expect(split(line).faults).toContain(fault);
  });

  it('gives back any words that were quoted for a shell', () => {
    const words = fc.array(fc.string({ minLength: 1 }), { minLength: 1 });
    fc.assert(
      fc.property(words, (given) => {
        fc.pre(given[0] !== 'exec' && !/^[A-Za-z_]\w*=/.test(given[0] ?? ''));
        expect(split(shellCommand(given))).toEqual({ assignments: {}, words: given, faults: [] });
      }),
    );
  });

  it('never takes for ever, nor fails, whatever is written', () => {
    fc.assert(
      fc.property(fc.string(), (line) => {
        const { words, faults } = split(line);
        // A quote that is never closed is an empty word and a fault.
        expect(words.length + faults.length).toBeLessThanOrEqual(line.length + 1);
      }),
    );
  });
});
