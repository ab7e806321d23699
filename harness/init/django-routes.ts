import type { DjangoProject } from './django.ts';
import { type Folder, firstMatch, matches, type Seen } from './folder.ts';

/** A path in a URL configuration, its view or what it includes. */
const entry =
  /\b(path|re_path|url)\(\s*r?['"]([^'"]*)['"]\s*,\s*(?:(include)\(\s*(?:\(\s*)?(?:['"]([\w.]+)['"]|(\w+)\.urls)|(admin\b|include\b)|)/g;

/** `path('polls/', include('polls.urls'))`, some levels deep. */
export function djangoRoutes(folder: Folder, { urls, root }: DjangoProject): Seen<string>[] {
  return urls === null ? [] : routesWithin(urls, '', 0);

  function routesWithin(file: string, prefix: string, depth: number): Seen<string>[] {
    return matches(folder, file, entry).flatMap(({ value, place }) => {
      const [, how, written = '', includes, module, router, other] = value;
      const path = how === 'path' ? written : ofExpression(written, includes !== undefined);
      if (path === null || other !== undefined) return [];
      if (includes === undefined) return [{ value: `/${prefix}${path}`, place }];
      if (router !== undefined) return registered(file, router, `${prefix}${path}`);
      const next = `${root === '' ? '' : `${root}/`}${(module ?? '').replaceAll('.', '/')}.py`;
      return folder.exists(next) && depth < 3 ? routesWithin(next, `${prefix}${path}`, depth + 1) : [];
    });
  }

  /** `router.register('articles', ArticleViewSet)`, of Django REST framework. */
  function registered(file: string, router: string, prefix: string): Seen<string>[] {
    const bare =
      firstMatch(folder, file, new RegExp(`\\b${router}\\s*=.*trailing_slash\\s*=\\s*False`, 'g')) !== null;
    const views = new RegExp(`\\b${router}\\.register\\(\\s*(?:prefix\\s*=\\s*)?r?['"]([\\w/-]+)['"]`, 'g');
    return matches(folder, file, views).map(({ value, place }) => ({
      ...{ value: `/${prefix}${value[1]}${bare ? '' : '/'}`, place },
    }));
  }
}

/** `^about/?$` → `about/`; null for an expression that is more than a text. */
function ofExpression(expression: string, includes: boolean): string | null {
  if (!includes && !expression.endsWith('$')) return null;
  const bare = expression.replace(/^\^/, '').replace(/\$$/, '').replace(/\/\?$/, '/');
  return /[\\()[\]?*+|^$.]/.test(bare) ? null : bare;
}
