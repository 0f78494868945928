/**
 * A POST that the fast lane answers from what is held, in front of Express. It gives the bytes that the usual way would
 * give, or nothing where that has to answer: because something is not held, or is to be refused.
 */
export interface FastRoute {
  /** The pattern of the route that it stands for. */
  readonly route: string;

  /** What its answers carry besides the headers that all have: names and values in turn. */
  readonly headers: readonly string[];

  /** Whether a request is for this route. */
  takes(request: { url: string; origin: string | undefined }): boolean;

  /** The answer as JSON text, right after the rulesets were synchronized. What it throws is left to the usual way. */
  answer(url: string, body: Buffer): string | undefined;
}
