import { type Folder, firstMatch, firstMatchIn, folderOf, type Place, type Seen } from './folder.ts';

/** A project of Django. */
export interface DjangoProject {
  /** `manage.py`, or where else it is. */
  readonly manage: string;
  /** Its folder, from which modules are imported; empty for the folder itself. */
  readonly root: string;
  readonly settings: Seen<string>;
  /** `mysite.wsgi:application` */
  readonly wsgi?: Seen<string>;
  readonly asgi?: Seen<string>;
  /** Where the settings say a literal True. */
  readonly debug: Place | null;
  /** Where the hosts that it answers to are listed, without this machine's own address. */
  readonly hosts: Place | null;
  /** Of the root URL configuration. */
  readonly urls: string | null;
}

export function findDjango(folder: Folder, sources: readonly string[]): DjangoProject | null {
  const manages = folder.files.filter((path) => /(?:^|\/)manage\.py$/.test(path));
  for (const manage of manages) {
    const settings = firstMatch(
      folder,
      manage,
      /DJANGO_SETTINGS_MODULE['"]\s*,\s*(?:\n\s*)?['"]([\w.]+)['"]/g,
    );
    // Others name their tool manage.py, too.
    if (settings === null) continue;
    return projectOf(folder, sources, manage, { value: settings.value[1] ?? '', place: settings.place });
  }
  return null;
}

function projectOf(
  folder: Folder,
  sources: readonly string[],
  manage: string,
  settings: Seen<string>,
): DjangoProject {
  const root = folderOf(manage);
  const within = (path: string) => (root === '' ? path : `${root}/${path}`);
  const base = within(settings.value.replaceAll('.', '/'));
  const settingsFile = [`${base}.py`, `${base}/__init__.py`].find((path) => folder.exists(path)) ?? null;
  // Settings for development build on others beside them.
  const family = [
    ...(settingsFile === null ? [] : [settingsFile]),
    ...sources.filter(
      (path) => path !== settingsFile && isBeside(path, base) && /settings|base|common|default/.test(path),
    ),
  ];
  const named = firstMatchIn(folder, family, /^WSGI_APPLICATION\s*=\s*['"]([\w.]+)\.(\w+)['"]/gm);
  const rootUrls = firstMatchIn(folder, family, /^ROOT_URLCONF\s*=\s*['"]([\w.]+)['"]/gm)?.value[1];
  const urls = rootUrls === undefined ? null : within(`${rootUrls.replaceAll('.', '/')}.py`);
  const wsgiFile = entryOf(folder, root, /(?:^|\/)wsgi\.py$/, /^(\w+)\s*=\s*.*get_wsgi_application\(/gm);
  const wsgi =
    named === null ? wsgiFile : { value: `${named.value[1]}:${named.value[2]}`, place: named.place };
  const debug = firstMatchIn(folder, family, /^DEBUG\s*=\s*True\b/gm)?.place ?? null;
  const asgi = entryOf(folder, root, /(?:^|\/)asgi\.py$/, /^(application|app)\s*=/gm);
  return {
    ...{ manage, root, settings },
    ...(wsgi === null ? {} : { wsgi }),
    ...(asgi === null ? {} : { asgi }),
    debug,
    hosts: findHosts(folder, family, debug !== null),
    urls: urls !== null && folder.exists(urls) ? urls : null,
  };
}

/** In debug mode an empty list lets this machine in. */
function findHosts(folder: Folder, files: readonly string[], debug: boolean): Place | null {
  const found = firstMatchIn(folder, files, /^ALLOWED_HOSTS\s*=\s*\[([^\]]*)\]/gm);
  const list = found?.value[1] ?? '';
  if (found === null || /127\.0\.0\.1|['"]\*['"]/.test(list)) return null;
  return debug && list.trim() === '' ? null : found.place;
}

function isBeside(path: string, base: string): boolean {
  return path.startsWith(`${base}/`) || folderOf(path) === folderOf(base);
}

function entryOf(folder: Folder, root: string, name: RegExp, pattern: RegExp): Seen<string> | null {
  const files = folder.files.filter(
    (path) => name.test(path) && (root === '' || path.startsWith(`${root}/`)),
  );
  const found = firstMatchIn(folder, files, pattern);
  if (found === null) return null;
  const path = root === '' ? found.place.file : found.place.file.slice(root.length + 1);
  return { value: `${path.replace(/\.py$/, '').replaceAll('/', '.')}:${found.value[1]}`, place: found.place };
}
