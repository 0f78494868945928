/** Encodings of a database in which every text that a client sends can be stored. SQL_ASCII stores bytes as they are. */
const ENCODINGS = ['UTF8', 'SQL_ASCII'];

/** Why a database with an encoding cannot store the service's texts, and what to do, as a sentence; undefined if it can. */
export function whyWrongEncoding(encoding: string): string | undefined {
  if (ENCODINGS.includes(encoding)) return undefined;
  return (
    `the database has the encoding ${encoding}, which cannot store every text: create one with ` +
    `"create database ... encoding 'UTF8' template template0", and move the data there with pg_dump and pg_restore`
  );
}
