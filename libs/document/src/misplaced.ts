/** A fault at an offset of the text, on its way to become a `DocumentTextError`. */
export class Misplaced extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}
