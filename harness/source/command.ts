import { join } from 'node:path';
import { UsageError } from '../model/failure.ts';
import type { LaunchContext, Launcher, LaunchSpec, Readiness } from '../model/launch.ts';
import type { LoadTarget } from '../model/load.ts';
import type { CommandSource } from '../model/variant.ts';
import { argvOf } from './argv.ts';

/** A unix socket's path may have 107 bytes on Linux, and 103 on others (unix(7)); some servers put a suffix to it. */
const longestSocketPath = 100;

/**
 * A server of the user's own: the command line is split as a shell would, but no shell runs it unless it is said to be
 * for one. `{port}`, `{socket}`, `{host}` and the names of the variant's options are filled in; PORT is set too, for
 * servers that read it. Unless the source says otherwise, it is ready when `path` answers and we own the listener.
 */
export function commandLauncher(source: CommandSource, path: string, cwd: string): Launcher {
  return async (context) => {
    const target = targetOf(source, context);
    const fill = (text: string) => filled(text, context, target);
    const env = Object.entries(source.env ?? {}).map(([name, value]) => [name, fill(value)] as const);
    return {
      argv: argvOf(source, fill),
      env: { PORT: String(context.port), ...Object.fromEntries(env) },
      cwd: source.cwd ?? cwd,
      ready: readinessOf(source, path),
      ...answerOf(source, fill),
      target,
      processes: 1,
      stopSignal: source.stopSignal ?? 'SIGTERM',
    };
  };
}

function readinessOf({ ready }: CommandSource, firstPath: string): Readiness {
  const { path, pattern, port } = ready ?? {};
  const announced = pattern === undefined ? {} : { pattern };
  const asked = path ?? (pattern === undefined && port === undefined ? firstPath : undefined);
  return asked === undefined
    ? { kind: 'listens', ...announced }
    : { kind: 'answers', path: asked, ...announced };
}

function answerOf({ answer }: CommandSource, fill: (text: string) => string): Pick<LaunchSpec, 'answer'> {
  if (answer === undefined) return {};
  const { path, includes, status } = answer;
  return {
    answer: { path: fill(path), status, ...(includes === undefined ? {} : { includes: fill(includes) }) },
  };
}

/** Who is asked through a socket goes by the name of localhost, on the port that its scheme has by itself. */
function targetOf({ socket, tls }: CommandSource, { host, port, workDir }: LaunchContext): LoadTarget {
  const secure = tls === undefined ? {} : { tls };
  if (socket === undefined) return { host, port, ...secure };
  const socketPath = join(workDir, 'socket');
  const bytes = Buffer.byteLength(socketPath);
  if (bytes > longestSocketPath) {
    const message = `the path of {socket} would have ${bytes} bytes, and may have ${longestSocketPath}: ${socketPath}`;
    throw new UsageError([{ where: '--cmd', message, hint: 'set TMPDIR to a folder with a shorter path' }]);
  }
  return { host: 'localhost', port: tls === undefined ? 80 : 443, socketPath, ...secure };
}

const placeholder = /\{host\}:\{port\}|\{(?:(port|host|socket)|env\.([A-Za-z_]\w*)|([A-Za-z]\w*))\}/g;

/** All at once, so that no value is taken for a placeholder; what is none stays as it is. */
function filled(text: string, { host, port, options }: LaunchContext, { socketPath }: LoadTarget): string {
  return text.replace(placeholder, (whole, where?: string, variable?: string, option?: string) => {
    // An IPv6 address before a port stands in brackets (RFC 3986 §3.2.2), alone it does not.
    if (whole === '{host}:{port}') return `${host.includes(':') ? `[${host}]` : host}:${port}`;
    if (variable !== undefined) return variableOf(variable);
    if (option !== undefined) return Object.hasOwn(options, option) ? String(options[option]) : whole;
    if (where === 'socket') return socketPath ?? whole;
    return where === 'host' ? host : String(port);
  });
}

function variableOf(name: string): string {
  const value = process.env[name];
  if (value !== undefined) return value;
  const hint = 'it was when the run was planned: set it again';
  throw new UsageError([{ where: `$${name}`, message: 'is not set', hint }]);
}
