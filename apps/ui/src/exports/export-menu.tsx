import { Download } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { Button as AriaButton, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { buttonClass } from '../components/button.js';
import field from '../components/field.module.css';
import { tell } from '../components/toasts.js';
import { words } from '../words/en.js';
import { FORMATS, textOf, type Format } from './formats.js';
import type { ExportColumn } from './table.js';

interface ExportMenuProps<Row> {
  rows: readonly Row[];
  columns: readonly ExportColumn<Row>[];
  /** The name of the file, without its ending. */
  name: string;
  /** How many rows there are if more are to come: only whole lists are exported. */
  total?: number | undefined;
}

const { exports } = words;

/** A button that saves rows as a file. */
export function ExportMenu<Row>({ rows, columns, name, total = rows.length }: ExportMenuProps<Row>): ReactElement {
  const [isBusy, setBusy] = useState(false);
  const isPartial = rows.length < total;
  async function download(format: Format): Promise<void> {
    setBusy(true);
    try {
      saveFile(await textOf(rows, columns, format), `${name}.${format}`, FORMATS[format]);
    } catch (error) {
      tell({ text: exports.failed(String(error)), isBad: true });
    } finally {
      setBusy(false);
    }
  }
  return (
    <MenuTrigger>
      <AriaButton className={buttonClass('normal')} isDisabled={rows.length === 0 || isBusy}>
        <Download size={16} aria-hidden />
        {exports.title}
      </AriaButton>
      <Popover className={field.popover ?? ''}>
        <Menu
          aria-label={exports.title}
          disabledKeys={isPartial ? Object.keys(FORMATS) : []}
          onAction={(key) => void download(key as Format)}
        >
          <MenuSection aria-label={exports.title}>
            <Header className={field.hint ?? ''}>
              {isPartial ? exports.reading(rows.length, total) : exports.rows(rows.length)}
            </Header>
            {Object.keys(FORMATS).map((format) => (
              <MenuItem key={format} id={format} className={field.option ?? ''}>
                {exports.formats[format as Format]}
              </MenuItem>
            ))}
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

/** The page's policy has nothing against a blob: URL that is only saved. */
function saveFile(text: string, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after this task.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
