/** An answer that is JSON text already. */
export class PrintedAnswer {
  constructor(readonly text: string) {}
}
