import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerLayer } from '../../harness/model/launch.ts';
import { needProgram, type ProgramQuestion, programAvailability } from './program.ts';

const program: ProgramQuestion = {
  name: 'supervisor',
  candidates: ['supervisord', '/usr/bin/supervisord'],
  versionArguments: ['--version'],
  install: 'supervisor',
};

/** Output is opened by its name, which a socket does not allow; the shell becomes supervisor. */
const whereOutputGoes = [
  'if (: >>/dev/fd/3) 3>&2 2>/dev/null; then BENCH_OUTPUT=/dev/stderr; else BENCH_OUTPUT=server.log; fi;',
  'export BENCH_OUTPUT; exec "$@"',
].join(' ');

export const supervisor: ServerLayer = {
  name: 'supervisor',
  summary: 'under supervisor, which starts it again when it ends',
  options: {},
  notes: () => ['supervisor starts the server again when its first process ends, and passes on its output'],
  copies: () => 1,
  availability: () => programAvailability(program),
  wrap: (inner) => async (context) => {
    const { path } = await needProgram(program);
    // What ends under it is started again, so it does not matter which processes were the first.
    const { behindPids: _first, ...spec } = await inner(context);
    const file = join(context.workDir, 'supervisord.conf');
    await writeFile(file, configuration(spec.argv, spec.cwd));
    return {
      ...spec,
      argv: ['/bin/sh', '-c', whereOutputGoes, 'bench', path, '-n', '-c', file],
      cwd: context.workDir,
      processes: spec.processes + 1,
      // It passes this on to the group of its program.
      stopSignal: 'SIGTERM',
    };
  },
};

/** Paths begin in the folder that it is started from; its program inherits its environment. */
function configuration(argv: readonly string[], folder: string): string {
  const asRoot = process.getuid?.() === 0;
  return `[supervisord]
nodaemon=true
${asRoot ? 'user=root' : ''}
logfile=/dev/null
logfile_maxbytes=0
pidfile=supervisord.pid
childlogdir=.
[unix_http_server]
file=supervisor.sock
chmod=0700
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[program:app]
command=${argv.map(quoted).join(' ')}
directory=${expandable(folder)}
autorestart=true
stopasgroup=true
killasgroup=true
stopwaitsecs=3
redirect_stderr=true
stdout_logfile=%(ENV_BENCH_OUTPUT)s
stdout_logfile_maxbytes=0
`;
}

/** A word of a command: every character that could mean anything is escaped. */
function quoted(word: string): string {
  if (word === '') return "''";
  return expandable(word.replace(/[^\w./:=@,+-]/g, '\\$&'));
}

/** A percent sign would begin the name of a value to put there. */
function expandable(text: string): string {
  return text.replaceAll('%', '%%');
}
