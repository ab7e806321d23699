import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A temporary folder and child processes, all gone again when `close` has resolved. */
export class Bench {
  #children = [];

  constructor(name) {
    this.folder = mkdtempSync(join(tmpdir(), `${name}-`));
    for (const [signal, exitCode] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ])
      process.once(signal, () => void this.close().then(() => process.exit(exitCode)));
  }

  /** Starts a program; its output is thrown away. */
  spawn(program, args, env = {}) {
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: 'ignore' });
    this.#children.push(child);
    return child;
  }

  /** Starts a server that takes its port from `PORT`; resolves to `{pid, port, child}` when it accepts. */
  async server(program, args) {
    const port = await freePort();
    const child = this.spawn(program, args(port), { PORT: String(port) });
    await until(() => accepts(port), `${program} does not listen`);
    return { pid: child.pid, port, child };
  }

  /** Debian's nginx, one worker, answering 27 bytes, with its count of requests at /count. */
  async nginx() {
    const args = ['-p', this.folder, '-c', 'nginx.conf', '-e', 'stderr'];
    return this.server(programPath('nginx'), (port) => {
      writeFileSync(join(this.folder, 'nginx.conf'), nginxConfig(this.folder, port));
      return args;
    });
  }

  async close() {
    await Promise.all(this.#children.map(end));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Ends a child; resolves when it is gone. */
export function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return null;
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGTERM');
  });
}

/** Requests that an nginx has served, by its own count. */
export async function servedBy({ port }) {
  const text = await (await fetch(`http://127.0.0.1:${port}/count`)).text();
  return Number(/\n\s*\d+ \d+ (\d+)/.exec(text)[1]);
}

/** CPU time of all threads of a process, ms. */
export function cpuMsOf(pid) {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).reduce((sum, task) => {
    const ns = Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]);
    return sum + ns / 1e6;
  }, 0);
}

/** Most memory that a process has held, MB. */
export function peakMbOf(pid) {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

/** Memory that a process holds now, MB. */
export function rssMbOf(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

export function programPath(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  return folders.map((entry) => join(entry, program)).find((path) => existsSync(path)) ?? null;
}

/** Ends the process, with a word, unless all these programs and the build are there. */
export function require(programs, built) {
  const missing = [
    ...programs.filter((program) => programPath(program) === null),
    ...(existsSync(built) ? [] : ['dist (run: node scripts/build.mjs)']),
  ];
  if (missing.length === 0) return;
  console.error(`cannot compare: missing ${missing.join(', ')}`);
  process.exit(3);
}

export async function until(holds, otherwise) {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (await holds()) return;
    await sleep(50);
  }
  throw new Error(otherwise);
}

function nginxConfig(folder, port) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `${process.getuid() === 0 ? 'user root;' : ''}
    worker_processes 1; worker_rlimit_nofile 20000; daemon off; pid ${folder}/nginx.pid;
    events { worker_connections 16000; }
    http {
      access_log off;
      keepalive_requests 1000000000;
      ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
      server {
        listen 127.0.0.1:${port} backlog=16000;
        location / { default_type text/plain; return 200 "twenty-seven bytes of text."; }
        location /count { stub_status; }
      }
    }`;
}

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
