/** A page of the entries of a change. */
export interface ItemsPage {
  /** Each as JSON text. */
  items: string[];
  /** How many entries come before the next page; undefined at the end. */
  next: number | undefined;
}

/** The most bytes of a page, unless a single entry has more. */
const PAGE_BYTES = 4 * 1024 * 1024;

/** A change without entries has one row, whose item is null. */
interface ItemRow {
  item: string | null;
  place: number;
  found: number;
}

/** As text, since PostgreSQL then keeps what it can't read as JSON: U+0000. */
const ITEMS = `
  select p.item, coalesce(p.place, 0)::integer as place, coalesce(p.found, 0)::integer as found
  from changes c
  left join lateral (
    select s.*
    from (
      select e.item::text as item, e.place, row_number() over (order by e.place) as row,
        count(*) over () as found, sum(octet_length(e.item::text)) over (order by e.place) as bytes
      from (
        select i.item, i.place
        from json_array_elements(c.items) with ordinality as i (item, place)
        where i.place > $2::integer
        order by i.place
        limit $3::integer + 1
      ) as e
    ) as s
    where s.row = 1 or s.row <= $3::integer and s.bytes <= $4::integer
  ) as p on true
  where c.seq = $1::bigint
  order by p.place`;

/** Reads a page of the entries of a change; undefined if there is no such change. One statement. */
export async function readItems(
  { sequence, after, limit }: { sequence: bigint; after: number; limit: number },
  ask: (statement: string, values: unknown[]) => Promise<ItemRow[]>,
): Promise<ItemsPage | undefined> {
  const rows = await ask(ITEMS, [String(sequence), after, limit, PAGE_BYTES]);
  if (rows.length === 0) return undefined;
  const items = rows.flatMap(({ item }) => (item === null ? [] : [item]));
  const isMore = (rows[0]?.found ?? 0) > items.length;
  return { items, next: isMore ? rows.at(-1)?.place : undefined };
}
