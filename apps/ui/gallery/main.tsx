import { StrictMode, useMemo, useState, type ReactElement } from 'react';
import { createRoot } from 'react-dom/client';
import { parseJson, parseSettingType, printJson } from '@heksher/domain';
import { Button } from '../src/components/button.js';
import { Dialog } from '../src/components/dialog.js';
import { ValueEditor } from '../src/editors/value-editor.js';
import '../src/styles/tokens.css';
import '../src/styles/base.css';

// One editor alone, for tests: ?type=int&value=1, in a dialogue with &dialog.

function Gallery(): ReactElement {
  const asked = new URLSearchParams(location.search);
  const written = asked.get('type') ?? 'int';
  const type = useMemo(() => parseSettingType(written), [written]);
  const [value, setValue] = useState(() => parseJson(asked.get('value') ?? '0'));
  const [fault, setFault] = useState<string>();
  const [isOpen, setOpen] = useState(asked.has('dialog'));
  const editor = (
    <>
      <ValueEditor label="Value" type={type} value={value} onChange={setValue} onFault={setFault} />
      <p>
        <output aria-label="Saved">{printJson(value)}</output> <output aria-label="Fault">{fault}</output>
      </p>
      <Button onPress={() => setValue(parseJson(asked.get('other') ?? '0'))}>Another value</Button>
    </>
  );
  return (
    <main>
      <h1>Editors</h1>
      {isOpen ? (
        <Dialog title="Dialogue" isOpen onClose={() => setOpen(false)}>
          {editor}
        </Dialog>
      ) : (
        editor
      )}
    </main>
  );
}

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Gallery />
    </StrictMode>,
  );
}
