import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A repository of somebody who knows nothing of the tests: no configuration of this machine's user gets into it. */
export class GitRepository {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static create(folder: string): GitRepository {
    mkdirSync(folder, { recursive: true });
    const made = new GitRepository(folder);
    made.git('init', '--quiet', '--initial-branch=main');
    return made;
  }

  git(...args: string[]): string {
    const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', '-c', 'commit.gpgsign=false'];
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
    return execFileSync('git', [...who, ...args], {
      ...{ cwd: this.folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    }).trim();
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, name), text);
    }
  }

  /** The hash of a commit of these files, beside what was there. */
  commit(files: Readonly<Record<string, string>>): string {
    this.write(files);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', Object.keys(files).join(' '));
    return this.git('rev-parse', 'HEAD');
  }

  /** All that git keeps of it beside objects, with what is in each: nothing of it changes by being looked at. */
  state(): Readonly<Record<string, string>> {
    const root = join(this.folder, '.git');
    const found: Record<string, string> = {};
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && !path.includes('/objects/')) found[path] = readFileSync(path, 'latin1');
    }
    return { ...found, worktrees: String(existsSync(join(root, 'worktrees'))) };
  }
}
