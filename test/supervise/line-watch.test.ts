import { mkdtempSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OutputTail } from '../../harness/supervise/output-tail.ts';

let dir: string;
let output: OutputTail;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'line-watch-'));
  output = new OutputTail(dir, 'stdout');
});
afterEach(() => {
  output.close();
  rmSync(dir, { recursive: true });
});

const write = (text: string | Buffer) => writeSync(output.fd, Buffer.from(text));

describe('a line that a server is to write', () => {
  it('is found among others, once it was written', () => {
    const seen = output.watchFor(/^listening on \d+$/);
    expect(seen()).toBe(false);
    write('starting\nnot listening on 80\n');
    expect(seen()).toBe(false);
    write('listening on 80\nmore\n');
    expect(seen()).toBe(true);
  });

  it('is found though it comes in pieces, with letters of several bytes', () => {
    const seen = output.watchFor(/^prêt$/);
    const bytes = Buffer.from('prêt\n');
    write(bytes.subarray(0, 3));
    expect(seen()).toBe(false);
    write(bytes.subarray(3));
    expect(seen()).toBe(true);
  });

  it('is found before it has ended, and under its colours', () => {
    const seen = output.watchFor(/^ready now$/);
    write('\u001b[32mready\u001b[39m now');
    expect(seen()).toBe(true);
  });

  it('is found though megabytes come after it', () => {
    const seen = output.watchFor(/^ready$/);
    write('ready\n');
    for (let i = 0; i < 3; i++) write(`${'x'.repeat(1023)}\n`.repeat(1024));
    expect(seen()).toBe(true);
  });

  it('stays found when the output was cut back and closed', () => {
    const seen = output.watchFor(/^ready$/);
    write('ready\n');
    expect(seen()).toBe(true);
    output.close();
    expect(seen()).toBe(true);
  });

  it('is never found once the output is closed without it', () => {
    const seen = output.watchFor(/^ready$/);
    output.close();
    expect(seen()).toBe(false);
  });
});
