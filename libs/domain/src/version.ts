import { invalid } from './errors.js';

/** A setting's version. The minor versions of one major version are compatible with each other. */
export interface Version {
  major: number;
  minor: number;
}

/** The first version of every setting. */
export const FIRST_VERSION: Version = { major: 1, minor: 0 };

/** The highest major and minor number. */
export const HIGHEST_NUMBER = 999_999_999;

const VERSION = /^(\d{1,9})\.(\d{1,9})$/;

/** Reads `major.minor`, each of one to nine decimal digits. Throws `invalid`. */
export function parseVersion(text: string): Version {
  const match = VERSION.exec(text);
  if (!match) throw invalid(`the version ${JSON.stringify(text)} is not of the form "major.minor"`);
  return { major: Number(match[1]), minor: Number(match[2]) };
}

/** The text of a version, without leading zeros. */
export function printVersion({ major, minor }: Version): string {
  return `${major}.${minor}`;
}

/** Negative if `left` is lower than `right`, zero if they are equal, positive if it is higher. */
export function compareVersions(left: Version, right: Version): number {
  return left.major - right.major || left.minor - right.minor;
}
