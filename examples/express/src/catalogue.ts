import { order, pageSize } from './settings.js';

export interface Product {
  name: string;
  price: number;
}

const PRODUCTS: readonly Product[] = [
  { name: 'Apple', price: 3 },
  { name: 'Bread', price: 5 },
  { name: 'Cheese', price: 9 },
  { name: 'Date', price: 1 },
  { name: 'Egg', price: 2 },
];

/** The first page. It knows nothing of requests: the settings know for whom they are. */
export function firstPage(): Product[] {
  const by = order.get();
  const sorted = PRODUCTS.toSorted((a, b) => (by === 'price' ? a.price - b.price : a.name.localeCompare(b.name)));
  return sorted.slice(0, pageSize.get());
}
