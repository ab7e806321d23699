import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { LaunchContext, ServerLayer } from '../../harness/model/launch.ts';
import { contract } from '../contract/contract.ts';
import { needProgram, type ProgramQuestion, programAvailability } from './program.ts';
import { backends, backendsOf, launchBehind } from './proxy.ts';

const program: ProgramQuestion = {
  name: 'nginx',
  candidates: ['nginx', '/usr/sbin/nginx'],
  versionArguments: ['-v'],
  install: 'nginx-light',
};

/** Each of its workers takes half of these from clients and as many to the servers behind. */
const connectionsPerWorker = 4096;

export const nginx: ServerLayer = {
  name: 'nginx',
  summary: 'behind nginx: buffers both ways, serves /static/ itself',
  options: { backends },
  notes: () => [
    `nginx: ${availableParallelism()} workers with ${connectionsPerWorker} connections each, requests not logged`,
    'nginx reads requests whole and keeps connections to the server, where that does',
  ],
  copies: backendsOf,
  availability: () => programAvailability(program),
  wrap: (inner) => (context) =>
    launchBehind(inner, context, async (ports) => {
      const { path } = await needProgram(program);
      const file = join(context.workDir, 'nginx.conf');
      await writeFile(file, configuration(context, ports));
      // The prefix is where the relative paths of the configuration begin.
      return {
        argv: [path, '-p', context.workDir, '-c', file],
        env: {},
        processes: 1 + availableParallelism(),
      };
    }),
};

function configuration({ host, port }: LaunchContext, ports: readonly number[]): string {
  const asRoot = process.getuid?.() === 0;
  const tooLarge = JSON.stringify({ error: contract.errors.tooLarge });
  return `daemon off;
${asRoot ? 'user root;' : ''}
worker_processes ${availableParallelism()};
pid nginx.pid;
error_log stderr error;
events { worker_connections ${connectionsPerWorker}; }
http {
  access_log off;
  types { text/css css; image/jpeg jpg; }
  charset utf-8;
  charset_types text/css;
  sendfile on;
  tcp_nopush on;
  client_body_temp_path client_body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  # What no app would read to its end is refused here; all else is for the app to judge.
  client_max_body_size ${contract.limits.drainBytes};
  upstream app {
${ports.map((one) => `    server ${host}:${one};`).join('\n')}
    keepalive 64;
    # Shorter than any server keeps an idle connection, so that none is closed as it is used.
    keepalive_timeout 1s;
  }
  proxy_http_version 1.1;
  proxy_request_buffering on;
  proxy_buffering on;
  proxy_set_header Connection "";
  proxy_set_header Host $http_host;
  proxy_set_header X-Real-IP $remote_addr;
  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  proxy_set_header X-Forwarded-Proto $scheme;
  server {
    listen ${host}:${port};
    error_page 413 @too_large;
    location / { proxy_pass http://app; }
    # The app answers for files that are not there and methods that are not for files.
    location /static/ {
      root .;
      error_page 405 @app;
      try_files $uri @app;
    }
    location @app { proxy_pass http://app; }
    location @too_large {
      default_type application/json;
      return 413 '${tooLarge}';
    }
  }
}
`;
}
