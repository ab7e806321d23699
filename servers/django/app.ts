import type { PythonApp } from '../python/app.ts';

export const djangoApp: PythonApp = {
  stack: 'django',
  needs: ['Django'],
  packages: ['python3-django'],
  callable: 'django_app.wsgi:application',
};

/** What is true of this app in every mode. */
export const appNotes = [
  'settings as startproject writes them (admin, auth, sessions, messages); the database is read without its models',
];
