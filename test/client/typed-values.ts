import fc, { type Arbitrary } from 'fast-check';
import { t, type Option, type Type } from '@heksher/client';

/** A type, some values of it, and a type that accepts them, too. */
export interface Typed {
  type: Type<unknown>;
  values: unknown[];
  /** As the service prints it. */
  wider: string;
}

interface Kind {
  type: Type<unknown>;
  value: Arbitrary<unknown>;
  wider: string;
}

const kind = <T>(type: Type<T>, value: Arbitrary<T>, wider = type.text) => ({ type, value, wider }) as unknown as Kind;

const texts = fc.string({ maxLength: 10 });
const decimals = fc.constantFrom(
  '0',
  '-0.0',
  '1.50',
  '1e3',
  '0.1000000000000000000001',
  '123456789012345678901234567890',
);
const options = fc.uniqueArray(fc.oneof(texts, fc.integer(), fc.constantFrom(2.5, true, false)), {
  minLength: 1,
  maxLength: 4,
  selector: (option) => JSON.stringify(option),
}) as Arbitrary<Option[]>;

/** The text of an enum or flags with one more option. */
const withAnother = ({ text }: Type<unknown>) => `${text.slice(0, -1)},"another option"]`;

const enums = options.map((all) => {
  const type = t.enum(...all) as Type<unknown>;
  return kind(type, fc.constantFrom(...all), withAnother(type));
});
const flags = options.map((all) => {
  const type = t.flags(...all);
  const sets = fc.subarray(all).map((some) => new Set(some));
  return kind<ReadonlySet<Option>>(type, sets, withAnother(type as Type<unknown>));
});
const plain = fc.constantFrom(
  kind(t.int(), fc.maxSafeInteger(), 'float'),
  kind(t.bigint(), fc.bigInt(), 'float'),
  kind(t.float(), fc.double({ noNaN: true, noDefaultInfinity: true })),
  kind(t.decimal(), decimals),
  kind(t.str(), texts),
  kind(t.bool(), fc.boolean()),
);

const sequenceOf = ({ type, value, wider }: Kind) =>
  kind(t.sequence(type), fc.array(value, { maxLength: 3 }), `Sequence<${wider}>`);
const mappingOf = ({ type, value, wider }: Kind) =>
  kind(t.mapping(type), fc.dictionary(texts, value, { maxKeys: 3, noNullPrototype: true }), `Mapping<${wider}>`);

const simple = fc.oneof(plain, enums, flags);
const nested = fc.oneof(simple.map(sequenceOf), simple.map(mappingOf));
const kinds = fc.oneof(simple, nested, nested.map(sequenceOf), nested.map(mappingOf));

/** Every type, nested or not, with two values. */
export const typedValues: Arbitrary<Typed> = kinds.chain(({ type, value, wider }) =>
  fc.array(value, { minLength: 2, maxLength: 2 }).map((values) => ({ type, values, wider })),
);
