import { type Command, Option } from 'commander';
import type { Declaration } from '../declaration.ts';
import * as shared from '../options.ts';
import { add, ValueArgument } from '../options.ts';

export const serve: Declaration = {
  name: 'serve',
  summary: 'start one mode of the reference app to look at by hand',
  page: {
    about: [
      'Serves the reference app on 127.0.0.1 exactly as a run would, until Ctrl-C ends it, so that it can be asked with a ' +
        'browser, curl or another load generator.',
      'It loads nothing and measures nothing. What the app wrote is gone afterwards.',
    ],
    examples: [
      ['bench serve threaded --port 8080', 'then: curl http://127.0.0.1:8080/json'],
      ['bench serve flask/prefork+nginx', 'Gunicorn behind nginx, on port 3000'],
    ],
    exits: [
      ['0', 'ended as asked, by SIGINT (Ctrl-C), SIGTERM or SIGHUP'],
      ['1', 'the server ended by itself, or the harness failed'],
      ['2', 'bad usage, a port that is taken, or a server that is not installed'],
    ],
    seeAlso: [['bench list', 'the modes that can be named']],
  },
  declare(command: Command) {
    const spec = 'for example prefork:workers=2 or flask/prefork+nginx';
    command.addArgument(new ValueArgument('<mode>', spec, 'reference-mode'));
    const port = new Option('-p, --port <n>', 'port on 127.0.0.1 (3000)').default('3000');
    add(command, shared.oneStack(), port);
    command.action(async (mode: string, options: Record<string, unknown>) => {
      const { serveCommand } = await import('../../commands/serve.ts');
      process.exitCode = await serveCommand(mode, options);
    });
  },
};
