import { execFile } from 'node:child_process';

/** How git is to be run. */
export interface GitOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface GitAnswer {
  /** Null where git could not be started, or was ended. */
  readonly exitCode: number | null;
  readonly stdout: string;
  /** What went wrong, in git's words; empty where nothing did. */
  readonly trouble: string;
}

/** What a git hook finds in its environment, which would send git to the hook's repository wherever it is run. */
const ofHooks = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_PREFIX',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_NAMESPACE',
];

/** The environment of the harness, without what ties git to some repository. */
export function withoutRepository(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ofHooks.includes(name)));
}

/** Never rejects: what is wrong is in the answer. Nothing is asked on the terminal, and nothing is locked in passing. */
export function git(args: readonly string[], { cwd, env = {}, signal }: GitOptions): Promise<GitAnswer> {
  const options = {
    cwd,
    env: {
      ...withoutRepository(process.env),
      ...{ GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
      ...env,
    },
    maxBuffer: 64 * 1024 * 1024,
    ...(signal === undefined ? {} : { signal }),
  };
  return new Promise((resolve) => {
    execFile('git', [...args], options, (error, stdout, stderr) => {
      if (error === null) resolve({ exitCode: 0, stdout, trouble: '' });
      else {
        const exitCode = typeof error.code === 'number' ? error.code : null;
        const missing = error.code === 'ENOENT' ? 'there is no program "git"' : error.message;
        resolve({ exitCode, stdout, trouble: stderr.trim() || missing });
      }
    });
  });
}
