import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { invalid } from '@heksher/domain';

/** The highest sequence of a bigint column. */
const LAST = 2n ** 63n - 1n;

/** Reads the sequence of a change in a path. */
export class SequenceInPathPipe implements PipeTransform<string, bigint> {
  transform(text: string, { data: parameter = '' }: ArgumentMetadata): bigint {
    const sequence = /^0*[1-9]\d{0,18}$/.test(text) ? BigInt(text) : LAST + 1n;
    if (sequence <= LAST) return sequence;
    throw invalid(`a sequence is a positive integer, not ${JSON.stringify(text.slice(0, 80))}`, { parameter });
  }
}
