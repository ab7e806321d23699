import type { PythonApp } from '../python/app.ts';

export const flaskApp: PythonApp = {
  stack: 'flask',
  needs: ['Flask'],
  packages: ['python3-flask'],
  callable: 'wsgi:app',
};
