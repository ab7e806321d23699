/** Something that can be named on the command line. */
export interface Named {
  readonly name: string;
  readonly meaning: string;
}

/** A mode or a layer, with the sizes that can stand in its name. */
export interface NamedMode extends Named {
  readonly options: readonly Named[];
}

/**
 * Everything that can be named wherever `bench` is called. The build writes it beside the compiled code, for loading the
 * catalogue itself takes longer than somebody who types waits.
 */
export interface Names {
  readonly modes: readonly (NamedMode & { readonly stack: string })[];
  readonly layers: readonly NamedMode[];
  readonly scenarios: readonly Named[];
  readonly formats: readonly Named[];
  readonly configFormats: readonly Named[];
  readonly engines: readonly Named[];
  readonly arrivals: readonly Named[];
  readonly overflows: readonly Named[];
  readonly pacings: readonly Named[];
  readonly metrics: readonly Named[];
  readonly settings: readonly Named[];
  readonly documents: readonly Named[];
  readonly claims: readonly Named[];
  readonly verdicts: readonly Named[];
  readonly experiments: readonly Named[];
}
