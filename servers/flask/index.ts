import type { ServerMode } from '../../harness/model/launch.ts';
import { prefork, preforkGevent, preforkThreaded } from '../python/gunicorn.ts';
import { threaded } from '../python/waitress.ts';
import { flaskApp } from './app.ts';
import { dev, devDebug, devThreaded } from './development.ts';
import { modWsgi } from './mod-wsgi.ts';
import { async, asyncAsDocumented } from './uvicorn.ts';
import { uwsgi } from './uwsgi.ts';

export const flaskModes: readonly ServerMode[] = [
  dev,
  devThreaded,
  devDebug,
  prefork(flaskApp),
  preforkThreaded(flaskApp),
  preforkGevent(flaskApp),
  threaded(flaskApp),
  async,
  asyncAsDocumented,
  uwsgi,
  modWsgi,
];
