/** What the configuration of one Apache is made of. All files are in `workDir`, and so leave with it. */
export interface ApacheConf {
  readonly host: string;
  readonly port: number;
  readonly workDir: string;
  /** The folder of the app, with `wsgi.py` in it. */
  readonly appFolder: string;
  readonly processes: number;
  readonly threads: number;
  /** Whom children of an Apache that root started become; Apache serves nothing as root. Null where none may change. */
  readonly user: string | null;
  readonly accessLog: string | null;
}

/** Apache reads `\\` and `\"` in quotes, and `${NAME}` anywhere. */
function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** The event MPM as Debian ships it, and an app in mod_wsgi's daemon mode. */
export function apacheConf(conf: ApacheConf): string {
  const inWorkDir = (name: string) => quoted(`${conf.workDir}/${name}`);
  const module = (name: string) => `LoadModule ${name}_module ${moduleFolder}/mod_${name}.so`;
  const lines = [
    ...['mpm_event', 'authz_core', 'wsgi'].map(module),
    `ServerName ${conf.host}`,
    `Listen ${conf.host}:${conf.port}`,
    ...(conf.user === null ? [] : [`User ${conf.user}`, `Group ${conf.user}`]),
    `ServerRoot ${quoted(conf.workDir)}`,
    `DefaultRuntimeDir ${quoted(conf.workDir)}`,
    `PidFile ${inWorkDir('apache.pid')}`,
    `Mutex ${quoted(`file:${conf.workDir}`)} default`,
    'ErrorLog /dev/stderr',
    ...(conf.accessLog === null
      ? []
      : [`LogFormat "%h %l %u %t \\"%r\\" %>s %b" common`, `CustomLog ${quoted(conf.accessLog)} common`]),
    // Of Debian's mods-available/mpm_event.conf.
    `StartServers ${startServers}`,
    'MinSpareThreads 25',
    'MaxSpareThreads 75',
    'ThreadLimit 64',
    'ThreadsPerChild 25',
    'MaxRequestWorkers 150',
    `WSGISocketPrefix ${inWorkDir('wsgi')}`,
    `WSGIDaemonProcess app ${daemonOptions(conf).join(' ')}`,
    'WSGIProcessGroup app',
    'WSGIApplicationGroup %{GLOBAL}',
    // No Python in the processes that only pass requests on.
    'WSGIRestrictEmbedded On',
    // As shipped, a path with %2F is answered before the app is asked, and so is a chunked body.
    'AllowEncodedSlashes NoDecode',
    'WSGIChunkedRequest On',
    'WSGICallableObject app',
    `WSGIScriptAlias / ${quoted(`${conf.appFolder}/wsgi.py`)}`,
    `<Directory ${quoted(conf.appFolder)}>`,
    '  Require all granted',
    '</Directory>',
  ];
  return `${lines.join('\n')}\n`;
}

export const moduleFolder = '/usr/lib/apache2/modules';

/** Children that accept connections; so many are there at rest. */
export const startServers = 2;

function daemonOptions(conf: ApacheConf): string[] {
  return [
    `processes=${conf.processes}`,
    `threads=${conf.threads}`,
    `home=${quoted(conf.workDir)}`,
    `python-path=${quoted(conf.appFolder)}`,
    // Python would take the locale of Apache for that of file names.
    'lang=C.UTF-8',
    'locale=C.UTF-8',
  ];
}
