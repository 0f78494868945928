import { Download } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { Button as AriaButton, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { buttonClass } from '../components/button.js';
import field from '../components/field.module.css';
import { tell } from '../components/toasts.js';
import { words } from '../words/en.js';
import { documentText, type DocumentSettings } from './document-text.js';
import { FORMATS, textOf, type Format } from './formats.js';
import type { ExportColumn } from './table.js';

interface ExportMenuProps<Row> {
  rows: readonly Row[];
  columns: readonly ExportColumn<Row>[];
  /** The name of the file, without its ending. */
  name: string;
  /** The settings of a document for the screen Plan, which the list can then be exported as. */
  documentOf?: (rows: readonly Row[]) => DocumentSettings;
  /** How many rows there are if more are to come: only whole lists are exported. */
  total?: number | undefined;
}

const { exports } = words;

/** Not the rows, but the whole settings that they are about. */
const DOCUMENT = 'document' as const;
type Choice = Format | typeof DOCUMENT;

/** A button that saves rows as a file. */
export function ExportMenu<Row>(props: ExportMenuProps<Row>): ReactElement {
  const { rows, columns, name, documentOf, total = rows.length } = props;
  const [isBusy, setBusy] = useState(false);
  const isPartial = rows.length < total;
  const choices: Choice[] = [...(Object.keys(FORMATS) as Format[]), ...(documentOf ? [DOCUMENT] : [])];
  async function download(choice: Choice): Promise<void> {
    setBusy(true);
    try {
      if (choice !== DOCUMENT) saveFile(await textOf(rows, columns, choice), `${name}.${choice}`, FORMATS[choice]);
      else if (documentOf) saveFile(await documentText(documentOf(rows)), `${name}-document.yaml`, FORMATS.yaml);
    } catch (error) {
      tell({ text: exports.failed(error instanceof Error ? error.message : String(error)), isBad: true });
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
          disabledKeys={isPartial ? choices : []}
          onAction={(key) => void download(key as Choice)}
        >
          <MenuSection aria-label={exports.title}>
            <Header className={field.hint ?? ''}>
              {isPartial ? exports.reading(rows.length, total) : exports.rows(rows.length)}
            </Header>
            {choices.map((choice) => (
              <MenuItem key={choice} id={choice} className={field.option ?? ''}>
                {exports.formats[choice]}
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
