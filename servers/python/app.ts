/** The reference app in one Python framework, as a WSGI server takes it. */
export interface PythonApp {
  readonly stack: string;
  /** Distributions that it needs, and the Debian packages that have them. */
  readonly needs: readonly string[];
  readonly packages: readonly string[];
  /** Module and callable: `wsgi:app`. */
  readonly callable: string;
}
