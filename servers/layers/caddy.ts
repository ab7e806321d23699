import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LaunchContext, ServerLayer } from '../../harness/model/launch.ts';
import { contract } from '../contract/contract.ts';
import { needProgram, type ProgramQuestion, programAvailability } from './program.ts';
import { backends, backendsOf, launchBehind } from './proxy.ts';

const program: ProgramQuestion = {
  name: 'Caddy',
  candidates: ['caddy', '/usr/bin/caddy', '/usr/local/bin/caddy'],
  versionArguments: ['version'],
  install: 'caddy',
};

export const caddy: ServerLayer = {
  name: 'caddy',
  summary: 'behind Caddy: buffers both ways, serves /static/ itself',
  options: { backends },
  notes: () => [
    'Caddy: one process on all cores, requests not logged, no TLS',
    'Caddy reads requests and answers whole (not as shipped) and keeps connections to the server, where that does',
  ],
  copies: backendsOf,
  availability: () => programAvailability(program),
  wrap: (inner) => (context) =>
    launchBehind(inner, context, async (ports) => {
      const { path, version } = await needProgram(program);
      const file = join(context.workDir, 'Caddyfile');
      await writeFile(file, configuration(context, ports, version));
      return {
        argv: [path, 'run', '--config', file, '--adapter', 'caddyfile'],
        // What it writes of its own accord goes where it is removed.
        env: { HOME: context.workDir, XDG_DATA_HOME: context.workDir, XDG_CONFIG_HOME: context.workDir },
        processes: 1,
      };
    }),
};

/** To another Host than it was told it would answer an empty 200, so its site is for any. */
function configuration({ host, port }: LaunchContext, ports: readonly number[], version: string): string {
  const { drainBytes } = contract.limits;
  const tooLarge = JSON.stringify({ error: contract.errors.tooLarge });
  return `{
  admin off
  auto_https off
  grace_period 1s
  log {
    output stderr
    level ERROR
  }
}
http://:${port} {
  bind ${host}
  root * .
  @file {
    method GET HEAD
    path /static/*
    not path */
    file
  }
  # What no app would read to its end is refused here; all else is for the app to judge.
  @tooLarge expression \`{http.request.header.Content-Length}.size() > 7 && int({http.request.header.Content-Length}) > ${drainBytes}\`
  route {
    handle @file {
      file_server
    }
    handle @tooLarge {
      header Content-Type application/json
      respond \`${tooLarge}\` 413
    }
    reverse_proxy ${ports.map((one) => `${host}:${one}`).join(' ')} {
      lb_policy round_robin
      ${buffering(version, drainBytes)}
      transport http {
        # Shorter than any server keeps an idle connection, so that none is closed as it is used.
        keepalive 1s
      }
    }
  }
}
`;
}

/** From 2.6.4 on buffers have a size; before, they were on or off. */
function buffering(version: string, bytes: number): string {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const sized = (major - 2) * 1e6 + (minor - 6) * 1e3 + (patch - 4) >= 0;
  return sized
    ? `request_buffers ${bytes}\n      response_buffers ${bytes}`
    : 'buffer_requests\n      buffer_responses';
}
