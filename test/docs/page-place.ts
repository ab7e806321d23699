import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { type Finished, Workplace } from '../helpers/cli.ts';
import type { Note } from './bench-in-page.ts';
import { root } from './pages.ts';

const register = join(root, 'node_modules/jiti/lib/jiti-register.mjs');
const benchInPage = join(import.meta.dirname, 'bench-in-page.ts');

/** What stands for the programs that a page calls. The built package needs no installing. */
const programs: Readonly<Record<string, string>> = {
  bench: `exec '${process.execPath}' --import '${register}' '${benchInPage}' "$@"`,
  npx: 'case "$1" in bench|modebench) shift; exec bench "$@";; *) echo "npx $1: only bench is here" >&2; exit 1;; esac',
  npm: 'case "$1" in ci|install|i) ;; *) echo "npm $1: is not carried out here" >&2; exit 1;; esac',
};

/** Two of them in one folder are refused. */
export const configuration = /^bench\.config\.\w+$/;

/** Ports that pages name, and that another program may have taken where the tests run. */
const namedPorts = /\b(3000|3001|8080)\b/g;

/**
 * Where the blocks of one page are carried out, from its top to its bottom: a folder that begins with what
 * test/docs/apps has for the page, with the built package in node_modules. Each block of commands goes on in the folder
 * where the one before it ended.
 */
export class PagePlace {
  readonly #place: Workplace;
  readonly #ports = new Map<string, string>();
  #folder: string;

  private constructor(place: Workplace) {
    this.#place = place;
    this.#folder = join(place.folder, 'work');
  }

  static async create(page: string): Promise<PagePlace> {
    const place = new PagePlace(await Workplace.create());
    const app = join(import.meta.dirname, 'apps', page.replace(/^docs\//, '').replace(/\.md$/, ''));
    if (existsSync(app)) cpSync(app, place.#folder, { recursive: true });
    mkdirSync(join(place.#folder, 'node_modules'), { recursive: true });
    symlinkSync(root, join(place.#folder, 'node_modules/modebench'));
    symlinkSync(join(root, 'node_modules/vitest'), join(place.#folder, 'node_modules/vitest'));
    mkdirSync(place.#bin);
    for (const [name, script] of Object.entries(programs)) {
      writeFileSync(join(place.#bin, name), `#!/bin/bash\n${script}\n`);
      chmodSync(join(place.#bin, name), 0o755);
    }
    return place;
  }

  get #bin(): string {
    return join(this.#place.folder, 'bin');
  }

  get #notes(): string {
    return join(this.#place.folder, 'notes.jsonl');
  }

  get folder(): string {
    return this.#folder;
  }

  /** @param planned whether all that measures is only planned */
  async shell(text: string, planned = false): Promise<Finished> {
    const ended = join(this.#place.folder, 'folder');
    const script = `trap 'pwd > "${ended}"' EXIT\n${await this.#withFreePorts(text)}`;
    const finished = await this.#run('bash', ['-e', '-o', 'pipefail', '-c', script], planned);
    if (existsSync(ended)) this.#folder = readFileSync(ended, 'utf8').trim();
    return finished;
  }

  /** Code that imports 'modebench'. */
  async program(text: string, extension: string): Promise<Finished> {
    const file = join(this.#folder, `example.${extension}`);
    writeFileSync(file, text);
    return this.#run(process.execPath, ['--import', register, file]);
  }

  /** A test that imports 'modebench' and 'vitest'. */
  async test(text: string, extension: string): Promise<Finished> {
    const file = `example.test.${extension}`;
    writeFileSync(join(this.#folder, file), text);
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    return this.#run(process.execPath, [vitest, 'run', '--root', this.#folder, file]);
  }

  /** A file of the page, in the place of one that would be read as the same. */
  write(file: string, text: string): void {
    const path = join(this.#folder, file);
    mkdirSync(dirname(path), { recursive: true });
    if (configuration.test(file))
      for (const other of readdirSync(dirname(path)))
        if (configuration.test(other)) rmSync(join(path, '..', other));
    writeFileSync(path, text);
  }

  /** What the commands noted, in their order. */
  notes(): Note[] {
    if (!existsSync(this.#notes)) return [];
    return readFileSync(this.#notes, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  }

  leave(): Promise<void> {
    return this.#place.leave();
  }

  #run(program: string, args: readonly string[], planned = false): PromiseLike<Finished> {
    const env = {
      PATH: `${this.#bin}:${process.env.PATH}`,
      BENCH_NOTES: this.#notes,
      BENCH_PLANNED: planned ? 'yes' : undefined,
      JITI_FS_CACHE: 'false',
      BENCH_ENTRY: join(root, 'dist/harness/cli.js'),
    };
    return this.#place.run(program, args, { cwd: this.#folder, env });
  }

  async #withFreePorts(text: string): Promise<string> {
    for (const [port] of text.matchAll(namedPorts))
      if (!this.#ports.has(port)) this.#ports.set(port, await freePort());
    return text.replaceAll(namedPorts, (port) => this.#ports.get(port) ?? port);
  }
}

function freePort(): Promise<string> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(String(typeof address === 'object' ? address?.port : address)));
    });
  });
}
