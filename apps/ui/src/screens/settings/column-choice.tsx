import { Columns3 } from 'lucide-react';
import type { ReactElement } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { buttonClass } from '../../components/button.js';
import field from '../../components/field.module.css';
import { words } from '../../words/en.js';

interface ColumnChoiceProps {
  keys: readonly string[];
  chosen: readonly string[];
  onChange: (keys: string[]) => void;
}

/** Chooses which metadata has columns in the list. */
export function ColumnChoice({ keys, chosen, onChange }: ColumnChoiceProps): ReactElement {
  const all = [...new Set([...keys, ...chosen])];
  return (
    <MenuTrigger>
      <Button className={buttonClass('normal')} isDisabled={all.length === 0}>
        <Columns3 size={16} aria-hidden />
        {words.settings.chooseColumns}
      </Button>
      <Popover className={field.popover ?? ''}>
        <Menu
          aria-label={words.settings.chooseColumns}
          selectionMode="multiple"
          selectedKeys={chosen}
          onSelectionChange={(selected) => onChange(all.filter((key) => selected === 'all' || selected.has(key)))}
        >
          {all.map((key) => (
            <MenuItem key={key} id={key} className={field.option ?? ''}>
              <bdi>{key}</bdi>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
