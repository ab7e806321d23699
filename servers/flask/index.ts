import type { ServerMode } from '../../harness/model/launch.ts';
import { dev, devDebug, devThreaded } from './development.ts';
import { prefork, preforkGevent, preforkThreaded } from './gunicorn.ts';
import { async } from './uvicorn.ts';
import { uwsgi } from './uwsgi.ts';
import { threaded } from './waitress.ts';

export const flaskModes: readonly ServerMode[] = [
  dev,
  devThreaded,
  devDebug,
  prefork,
  preforkThreaded,
  preforkGevent,
  threaded,
  async,
  uwsgi,
];
