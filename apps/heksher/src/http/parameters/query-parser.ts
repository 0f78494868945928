import { parse, type ParsedUrlQuery } from 'node:querystring';
import { invalid } from '@heksher/domain';

const MOST_PARAMETERS = 1000;

/**
 * Creates a parser of query strings for Express. Express calls it for each parameter that a route takes, and thousands of
 * names take milliseconds, so it keeps the last result. It throws `invalid` if there are more parameters than `querystring`
 * reads, because that drops the rest silently.
 */
export function createQueryParser(): (text: string | undefined) => ParsedUrlQuery {
  let last = { text: '', query: parse('') };
  return (text) => {
    if (!text) return {};
    if (text !== last.text) last = { text, query: parseWhole(text) };
    return last.query;
  };
}

function parseWhole(text: string): ParsedUrlQuery {
  if (text.split('&', MOST_PARAMETERS + 1).length > MOST_PARAMETERS) {
    throw invalid('the URL has more than 1,000 parameters');
  }
  return parse(text);
}
