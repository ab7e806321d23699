import { expect, it } from 'vitest';
import { apacheConf } from '../../servers/flask/apache-conf.ts';

const conf = {
  host: '127.0.0.1',
  port: 40123,
  workDir: '/tmp/work',
  appFolder: '/srv/app',
  processes: 2,
  threads: 3,
  user: null,
  accessLog: null,
};
const lines = (changed: Partial<Parameters<typeof apacheConf>[0]> = {}) =>
  apacheConf({ ...conf, ...changed }).split('\n');

it('listens to the given address only, with every file of its own in the folder of the launch', () => {
  expect(lines().filter((line) => line.startsWith('Listen'))).toEqual(['Listen 127.0.0.1:40123']);
  for (const name of ['PidFile', 'DefaultRuntimeDir', 'Mutex', 'WSGISocketPrefix', 'ServerRoot']) {
    expect(lines().find((line) => line.startsWith(`${name} `))).toContain('/tmp/work');
  }
});

it('runs the app in as many processes and threads as asked for', () => {
  expect(lines().find((line) => line.startsWith('WSGIDaemonProcess'))).toContain('processes=2 threads=3 ');
});

it('names a user only where root starts it, for nobody else may change theirs', () => {
  expect(lines().filter((line) => /^(User|Group)/.test(line))).toEqual([]);
  expect(lines({ user: 'www-data' })).toEqual(expect.arrayContaining(['User www-data', 'Group www-data']));
});

it('logs requests only when it is told where to', () => {
  expect(lines().filter((line) => line.includes('Log'))).toEqual(['ErrorLog /dev/stderr']);
  expect(lines({ accessLog: '/tmp/work/access.log' })).toContain('CustomLog "/tmp/work/access.log" common');
});

it('keeps a folder with spaces and quotes one argument', () => {
  expect(lines({ appFolder: '/srv/my "app"' })).toContain('WSGIScriptAlias / "/srv/my \\"app\\"/wsgi.py"');
});
