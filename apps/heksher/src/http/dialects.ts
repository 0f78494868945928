import type { Request } from 'express';
import type { ParseJson } from './body/read-body.js';
import type { Presenter } from './errors/presenter.js';

/** How a group of routes reads bodies and presents errors. */
export interface Dialect {
  parseJson: ParseJson;
  presenter: Presenter;
}

/** Chooses the dialect of a request by its path: the standard one, or that of the root which the path is at or below. */
export class Dialects {
  private readonly exceptions: readonly { isRootOf: RegExp; dialect: Dialect }[];

  /** Roots are such as `/ofrep`. */
  constructor(
    private readonly standard: Dialect,
    byRoot: Readonly<Record<string, Dialect>> = {},
  ) {
    // As Express matches paths: in any case.
    this.exceptions = Object.entries(byRoot).map(([root, dialect]) => ({
      isRootOf: new RegExp(`^${root}(/|$)`, 'i'),
      dialect,
    }));
  }

  of({ path }: Pick<Request, 'path'>): Dialect {
    return this.exceptions.find(({ isRootOf }) => isRootOf.test(path))?.dialect ?? this.standard;
  }
}
