import { describe, expect, it } from 'vitest';
import { serverModes } from '../../servers/index.ts';

/** What each Python mode runs on, by which a record can be told from one of other versions, and what Debian calls it. */
const servers: Readonly<Record<string, readonly [names: string, packages: string]>> = {
  'flask dev': ['Flask Werkzeug Python', 'python3-flask'],
  'flask dev-threaded': ['Flask Werkzeug Python', 'python3-flask'],
  'flask dev-debug': ['Flask Werkzeug Python', 'python3-flask'],
  'flask prefork': ['Flask Gunicorn Python', 'python3-flask gunicorn'],
  'flask prefork-threaded': ['Flask Gunicorn Python', 'python3-flask gunicorn'],
  'flask prefork-gevent': ['Flask Gunicorn gevent Python', 'python3-flask gunicorn python3-gevent'],
  'flask threaded': ['Flask Waitress Python', 'python3-flask python3-waitress'],
  'flask async': ['Flask Uvicorn uvloop Python', 'python3-flask uvicorn python3-uvloop'],
  'flask async-as-documented': ['Flask Uvicorn Python', 'python3-flask uvicorn'],
  'flask uwsgi': ['uWSGI Flask Python', 'python3-flask uwsgi uwsgi-plugin-python3'],
  'flask mod-wsgi': ['Apache mod_wsgi Flask Python', 'python3-flask libapache2-mod-wsgi-py3'],
  'django dev': ['Django Python', 'python3-django'],
  'django dev-threaded': ['Django Python', 'python3-django'],
  'django dev-reload': ['Django Python', 'python3-django'],
  'django prefork': ['Django Gunicorn Python', 'python3-django gunicorn'],
  'django threaded': ['Django Waitress Python', 'python3-django python3-waitress'],
};

const python = serverModes.filter(({ stack }) => stack !== 'node');

it('every Python mode is looked at', () => {
  expect(python.map(({ stack, name }) => `${stack} ${name}`)).toEqual(Object.keys(servers));
});

describe.each(python.map((mode) => ({ id: `${mode.stack} ${mode.name}`, mode })))('$id', ({ id, mode }) => {
  it('tells the versions of what it runs on, or the line that installs it', async () => {
    const [names = '', packages] = servers[id] ?? [];
    const availability = await mode.availability();
    if (!availability.installed) {
      expect(availability.install).toBe(`apt-get install ${packages}`);
      return;
    }
    const told = availability.version.split(', ');
    expect(told.map((part) => part.split(' ', 1)[0])).toEqual(names.split(' '));
    for (const part of told) expect(part).toMatch(/^\w+ \d+\.\d+\S*( \(\/.*\))?$/);
  });
});
