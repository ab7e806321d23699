import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../model/failure.ts';
import type { LaunchSpec } from '../model/launch.ts';
import { parseModes, parseStacks } from '../plan/parse-modes.ts';
import { parseCount } from '../plan/parse-quantity.ts';
import { Problems } from '../plan/problems.ts';
import { catalogue, referenceLauncher } from '../runs/catalogue.ts';
import { findFreePort, isPortFree } from '../supervise/ports.ts';
import { startWarden } from '../supervise/warden.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';

const flagsSchema = z.object({ stack: z.string().optional(), port: z.string() });
const host = '127.0.0.1';
const killAfterMs = 5000;

/** `bench serve <mode>`: one mode of the reference app in the foreground, its output on the terminal, until Ctrl-C. */
export async function serveCommand(spec: string, options: Record<string, unknown>): Promise<ExitCode> {
  const { variant, port } = await parseServe(spec, flagsSchema.parse(options));
  const warden = await startWarden();
  const workDir = await mkdtemp(join(tmpdir(), 'modebench-'));
  const unwatchDir = warden.watch({ dir: workDir });
  try {
    const launch = referenceLauncher(variant);
    const freePort = () => findFreePort(host);
    const order = await launch({ host, port, freePort, nonce: 'by-hand', workDir, options: variant.options });
    const child = start(order);
    const unwatch = child.pid === undefined ? () => {} : warden.watch({ pid: child.pid });
    const exit = once(child, 'exit');
    process.stderr.write(`${variant.label}: http://${host}:${port}/ · Ctrl-C ends it\n`);
    let asked = false;
    const stop = () => {
      asked = true;
      end(child, order.stopSignal);
    };
    process.once('SIGINT', stop).once('SIGTERM', stop).once('SIGHUP', stop);
    await exit;
    unwatch();
    return asked ? exitCodes.pass : exitCodes.failed;
  } finally {
    await rm(workDir, { recursive: true, force: true });
    unwatchDir();
    await warden.close();
  }
}

async function parseServe(spec: string, flags: z.infer<typeof flagsSchema>) {
  const problems = new Problems();
  const port = parseCount('--port', flags.port, { min: 1, max: 65_535 }, problems) ?? 0;
  const variants = parseModes([spec], parseStacks(flags.stack, catalogue, problems), catalogue, {}, problems);
  problems.throwIfAny();
  const [variant] = variants;
  if (variant === undefined || variants.length > 1) {
    const message = variant === undefined ? 'names no mode' : 'names more than one server';
    throw new UsageError([{ where: '<mode>', message, hint: 'name one, such as flask/prefork' }]);
  }
  if (!(await isPortFree(host, port))) {
    throw new UsageError([{ where: '--port', message: `port ${port} is taken`, hint: 'name another one' }]);
  }
  return { variant, port };
}

function start({ argv: [program, ...args], env, cwd }: LaunchSpec): ChildProcess {
  return spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/** Asks the whole group to stop, and kills it when it does not. */
function end(child: ChildProcess, signal: NodeJS.Signals): void {
  const { pid } = child;
  if (pid === undefined) return;
  const send = (name: NodeJS.Signals) => {
    try {
      process.kill(-pid, name);
    } catch {
      // It has ended meanwhile.
    }
  };
  send(signal);
  const timer = setTimeout(send, killAfterMs, 'SIGKILL');
  child.once('exit', () => clearTimeout(timer));
}
