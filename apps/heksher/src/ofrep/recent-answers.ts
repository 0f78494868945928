import { LRUCache } from 'lru-cache';
import { strongEtag } from '../answers/etag.js';
import type { Uses } from '../counting/uses.js';
import type { EvaluatedFlags } from './flag-list.js';
import type { FlagsEnds } from './ofrep.present.js';

/** The memory of an answer, and of each name and rule that it counts as a use of, besides its bytes. */
const ANSWER_BYTES = 500;
const USE_BYTES = 16;

/** An answer with more uses is not counted as a repeated one: counting them later would take too long at once. */
const MOST_REPEATED_USES = 500;

interface RecentAnswer {
  etag: string;
  body: Buffer;
  uses: Uses;
}

/** The last answers with many flags, by the marks of these: most contexts lead to the values of many others. */
export class RecentAnswers {
  private readonly answers: LRUCache<string, RecentAnswer>;

  constructor(maxBytes: number) {
    this.answers = new LRUCache({ maxSize: Math.max(1, Math.floor(maxBytes)), sizeCalculation: bytesOf });
  }

  /** The answer with some flags and an end, and whether it has been sent before. Prints it if it has not. */
  find(flags: EvaluatedFlags, { shown, tagged }: FlagsEnds): RecentAnswer & { isRepeated: boolean } {
    // The same flags may be asked for by their names, or as all there are.
    const key = `${shown}${flags.usedNames ? 'some' : 'all'} ${flags.mark}`;
    const known = this.answers.get(key);
    if (known) return { ...known, isRepeated: countUses(known) <= MOST_REPEATED_USES };
    const answer = {
      etag: strongEtag(flags.printTagged(tagged)),
      body: Buffer.from(flags.print(shown)),
      uses: flags.uses,
    };
    this.answers.set(key, answer);
    return { ...answer, isRepeated: false };
  }
}

function countUses({ uses: { names = [], rules = [] } }: RecentAnswer): number {
  return names.length + rules.length;
}

function bytesOf(answer: RecentAnswer, key: string): number {
  return answer.body.length + 2 * key.length + ANSWER_BYTES + USE_BYTES * countUses(answer);
}
