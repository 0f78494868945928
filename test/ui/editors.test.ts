import { expect, test } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { axe } from './support/axe.js';
import { describeInBrowser } from './support/browser.js';
import { useGallery } from './support/gallery.js';
import { look, overflow } from './support/look.js';

const NESTED = 'Mapping<Sequence<Enum["a,b",1,"1",true]>>';

describeInBrowser('the editor of a value', () => {
  const gallery = useGallery();
  const field = (name: string) => gallery.page.getByRole('textbox', { name, exact: true });
  const button = (name: string) => gallery.page.getByRole('button', { name, exact: true });
  const press = (...keys: string[]) =>
    keys.reduce((before, key) => before.then(() => gallery.page.keyboard.press(key)), Promise.resolve());
  const type = (text: string) => gallery.page.keyboard.type(text);
  const hasFocus = (locator: Locator) => locator.evaluate((element) => element === document.activeElement);
  /** The text of the JSON editor, which is in a shadow root. */
  const json = () => field('Value as JSON');

  test.each([
    ['int', '9007199254740993', '9007199254740993'],
    ['int', '1', '12345678901234567890'],
    ['float', '0', '1.0'],
    ['float', '1.0', '1e-5'],
  ])('an %s keeps every digit: %s becomes %s', async (kind, value, typed) => {
    await gallery.open(kind, value);
    expect(await field('Value').inputValue()).toBe(value);

    await field('Value').fill(typed);

    await expectSaved(typed);
  });

  test.each(['', '-'])('the text %j is no int: it is refused with a reason', async (typed) => {
    await gallery.open('int', '7');

    await field('Value').fill(typed);
    await field('Value').blur();

    await gallery.page
      .getByText(typed === '' ? 'A number is missing.' : 'A sign alone is no number.')
      .first()
      .waitFor();
    expect([await gallery.saved(), await gallery.fault()]).toEqual(['7', expect.stringContaining('number')]);
  });

  test('a truth value is chosen by its name', async () => {
    await gallery.open('bool', 'false');

    await gallery.page.getByRole('radio', { name: 'true' }).check();

    await expectSaved('true');
  });

  test('options of an Enum may have commas, and be numbers and truth values', async () => {
    await gallery.open('Enum["a,b",1,"1",true]', '"a,b"');
    await gallery.page.getByRole('button', { name: /"a,b"/ }).click();
    await gallery.page.getByRole('option', { name: '1', exact: true }).click();
    await expectSaved('1');

    await gallery.page.getByRole('button', { name: /Value/ }).click();
    await gallery.page.getByRole('option', { name: '"1"', exact: true }).click();
    await expectSaved('"1"');

    await gallery.page.getByRole('button', { name: /Value/ }).click();
    await gallery.page.getByRole('option', { name: 'true', exact: true }).click();
    await expectSaved('true');
  });

  test('Flags are in the order of the type', async () => {
    await gallery.open('Flags["a,b","c",2,true]', '[true]');

    await gallery.page.getByRole('checkbox', { name: '2', exact: true }).check();
    await gallery.page.getByRole('checkbox', { name: '"a,b"', exact: true }).check();

    await expectSaved('["a,b",2,true]');
  });

  test('a text on one line shows the spaces at its end, and turns into many lines without losing the focus', async () => {
    await gallery.open('str', '"a"');

    await field('Value').fill('a ');
    await gallery.page.getByText('Ends with a space.').waitFor();
    await button('Write many lines').click();
    await type('\nb');

    await expectSaved('"a \\nb"');
  });

  test('lines that are pasted into a text stay lines', async () => {
    await gallery.open('str', '""');
    await gallery.page.evaluate(() => navigator.clipboard.writeText('one\r\ntwo'));

    await field('Value').focus();
    await press('Control+v');

    await expectSaved('"one\\ntwo"');
  });

  test('characters that a field would change are shown in JSON notation, and stay', async () => {
    await gallery.open('str', '"a\\r\\nb\\u0000"');

    await field('Value').fill('"a\\r\\nc\\u0000"');

    await expectSaved('"a\\r\\nc\\u0000"');
  });

  test('an empty sequence gets its first items, by keyboard, and the focus stays while typing', async () => {
    await gallery.open('Sequence<int>', '[]');

    await button('Add an item').focus();
    await press('Enter');
    await type('10');
    await press('Enter');
    await type('200');

    await expectSaved('[10,200]');
    expect(await hasFocus(field('Value: item 2'))).toBe(true);
  });

  test('items move by keyboard, by menu and by drag, and are removed', async () => {
    await gallery.open('Sequence<str>', '["a","b","c"]');

    await field('Value: item 1').focus();
    await press('Alt+ArrowDown');
    await expectSaved('["b","a","c"]');
    expect(await hasFocus(field('Value: item 2'))).toBe(true);

    await button('Actions of item 3').click();
    await gallery.page.getByRole('menuitem', { name: 'Move to the start' }).click();
    await expectSaved('["c","b","a"]');

    const [from, to] = [gallery.page.getByText('3', { exact: true }), gallery.page.getByText('1', { exact: true })];
    const [start, end] = [await from.boundingBox(), await to.boundingBox()];
    await gallery.page.mouse.move((start?.x ?? 0) + 8, (start?.y ?? 0) + 8);
    await gallery.page.mouse.down();
    await gallery.page.mouse.move((end?.x ?? 0) + 8, (end?.y ?? 0) + 2, { steps: 5 });
    await gallery.page.mouse.up();
    await expectSaved('["a","c","b"]');

    await button('Remove item 2').click();
    await expectSaved('["a","b"]');
    expect(await hasFocus(button('Remove item 2'))).toBe(true);
  });

  test('a list is pasted, as lines or as JSON, and a fault says where it is', async () => {
    await gallery.open('Sequence<int>', '[1]');

    await button('Paste a list').click();
    const text = field('A JSON array, or an item on each line');
    await text.fill('2\nthree');
    await button('Add to the end').click();
    await gallery.page.getByText('Line 2: This is no number.').first().waitFor();
    await text.fill('[2, 12345678901234567890]');
    await button('Add to the end').click();

    await expectSaved('[1,2,12345678901234567890]');
  });

  test('renaming a key of a mapping keeps its value and the focus', async () => {
    await gallery.open('Mapping<str>', '{"first":"1","second":"2"}');

    await field('Value: key 1').focus();
    await press('End');
    await type('_name');
    await expectSaved('{"first_name":"1","second":"2"}');
    expect(await hasFocus(field('Value: key 1'))).toBe(true);

    await field('Value: value of “second”').focus();
    await press('End');
    await type('34');
    await expectSaved('{"first_name":"1","second":"234"}');
  });

  test('keys that are there twice, and empty ones, are named', async () => {
    await gallery.open('Mapping<int>', '{"a":1,"b":2}');

    await field('Value: key 2').fill('a');
    expect(await gallery.fault()).toBe('“a”: This key is there twice.');
    expect(await gallery.page.getByText('This key is there twice.', { exact: true }).count()).toBe(2);

    await field('Value: key 2').fill('');
    await field('Value: key 2').blur();
    await button('Add a key').click();
    expect(await gallery.fault()).toBe('item 3: A key is missing.');
    expect(await gallery.saved()).toBe('{"a":1,"":2}');
  });

  test('the JSON has its fault at its place, and is not lost by turning to the form', async () => {
    await gallery.open('Mapping<Sequence<int>>', '{"a":[1]}');
    await gallery.page.getByRole('radio', { name: 'JSON' }).click();
    await json().fill('{\n  "a": [1, 2.5]\n}');

    await gallery.page.getByText('Line 2, column 12: 2.5 is not a whole number.').first().waitFor();
    await gallery.page.getByRole('radio', { name: 'Form' }).click();
    await gallery.page.getByText('The JSON has a fault.').waitFor();
    expect(await json().innerText()).toContain('2.5');

    await json().fill('{"a": [1, 12345678901234567890]}');
    await gallery.page.getByRole('radio', { name: 'Form' }).click();
    await expectSaved('{"a":[1,12345678901234567890]}');
    expect(await field('Value: value of “a”: item 2').inputValue()).toBe('12345678901234567890');
  });

  test('a form with a fault is not lost by turning to the JSON', async () => {
    await gallery.open('Sequence<int>', '[1]');
    await field('Value: item 1').fill('x');

    await gallery.page.getByRole('radio', { name: 'JSON' }).click();

    await gallery.page.getByText('The form has a fault.').waitFor();
    expect(await field('Value: item 1').inputValue()).toBe('x');
  });

  test('Tab enters and leaves the JSON editor, in a dialogue too', async () => {
    await gallery.open('str', '"a"', { isInDialog: true });
    await gallery.page.getByRole('radio', { name: 'JSON' }).click();
    await json().waitFor();

    await gallery.page.getByRole('radio', { name: 'JSON' }).focus();
    await press('Tab');
    await press('End');
    await type(' ');
    await press('Tab');
    expect(await hasFocus(button('Format'))).toBe(true);
    await press('Shift+Tab', 'Shift+Tab');

    expect(await json().innerText()).toBe('"a" ');
    expect(await hasFocus(gallery.page.getByRole('radio', { name: 'JSON' }))).toBe(true);
  });

  test('a large value is shown as JSON, and its form can be opened', async () => {
    const items = Array.from({ length: 5000 }, (_, at) => `${at + 1}000000000000`);
    await gallery.open('Sequence<int>', '[]');
    await button('Paste a list').click();
    await field('A JSON array, or an item on each line').fill(`[${items.join(',')}]`);
    await button('Replace all').click();
    await expectSaved(`[${items.join(',')}]`);

    await field('Value: item 1').fill('7');
    await expectSaved(`[${['7', ...items.slice(1)].join(',')}]`);
    await gallery.page.getByRole('radio', { name: 'JSON' }).click();
    await gallery.page.getByText('This value is large').waitFor();
  });

  test('a value that comes from outside replaces what is typed', async () => {
    await gallery.open('int', '1', { other: '2' });
    await field('Value').fill('x');

    await button('Another value').click();

    await gallery.page.waitForFunction(() => document.querySelector('input')?.value === '2');
    expect(await gallery.fault()).toBe('');
  });

  test('a value that is not of the type is shown, and can be replaced', async () => {
    await gallery.open('Sequence<int>', '[1,"two"]');
    await gallery.page.getByText('A whole number is needed, not a text.').first().waitFor();

    await button('Replace').click();
    await field('Value: item 2').fill('2');

    await expectSaved('[1,2]');
  });

  test.each([
    ['form', NESTED, '{"first":["a,b",1],"second":[],"third":[true]}'],
    ['texts', 'Sequence<Mapping<str>>', '[{"name":"a ","lines":"one\\ntwo"}]'],
    ['flags', 'Mapping<Flags["a,b",1,true]>', '{"x":[1]}'],
    ['numbers', 'Sequence<float>', '[1.0,1e-5,"x"]'],
  ])('%s need neither a mouse nor a wide screen', async (name, of, value) => {
    await gallery.open(of, value);
    await gallery.page.getByRole('radio', { name: 'Form' }).waitFor();

    await look(gallery.page, `editors-${name}`);
    expect(await axe(gallery.page)).toEqual([]);
    expect(await overflow(gallery.page, 320)).toBe(0);
  });

  test('the JSON editor needs neither a mouse nor a wide screen', async () => {
    await gallery.open(NESTED, '{"first":["a,b",1],"a rather long key":[true]}', { isInDialog: true });
    await gallery.page.getByRole('radio', { name: 'JSON' }).click();
    await json().fill('{"first": ["a,b", 1, "another"],\n "number": 12345678901234567890}');
    await gallery.page.getByText('Line 1').first().waitFor();

    await look(gallery.page, 'editors-json');
    expect(await axe(gallery.page)).toEqual([]);
    expect(await overflow(gallery.page, 320)).toBe(0);
  });

  async function expectSaved(text: string): Promise<void> {
    await gallery.page.waitForFunction(
      (wanted) => document.querySelector('output[aria-label="Saved"]')?.textContent === wanted,
      text,
    );
    expect(await gallery.fault()).toBe('');
  }
});
