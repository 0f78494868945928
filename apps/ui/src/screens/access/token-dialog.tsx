import { useQueryClient } from '@tanstack/react-query';
import { SETTING_NAME, whyNotName } from '@heksher/domain';
import { useState, type ReactElement } from 'react';
import { changeToken, createToken, tokens, type IssuedToken, type Token, type TokenDraft } from '../../api/tokens.js';
import type { Role } from '../../api/types.js';
import { useWrite } from '../../api/use-write.js';
import { Button } from '../../components/button.js';
import { CancelButton, Dialog, DialogActions, Typed } from '../../components/dialog.js';
import { SelectField, TextField } from '../../components/field.js';
import { MomentField } from '../../components/moment-field.js';
import { NoteField } from '../../components/note-field.js';
import { tell } from '../../components/toasts.js';
import { words } from '../../words/en.js';

const { access } = words;
const ROLE_CHOICES = Object.entries(access.roles).map(([id, text]) => ({ id, text }));
const NAME = /^[A-Za-z0-9_.@+-]{1,100}$/;

interface TokenDialogProps {
  /** The token to change; absent for a new one. */
  token?: Token;
  onClose: () => void;
  onIssued: (issued: IssuedToken) => void;
}

/** Makes a token, or changes one. */
export function TokenDialog({ token, onClose, onIssued }: TokenDialogProps): ReactElement {
  const client = useQueryClient();
  const [name, setName] = useState(token?.name ?? '');
  const [role, setRole] = useState<Role>(token?.role ?? 'reader');
  const [prefixText, setPrefixText] = useState(token?.prefixes.join('\n') ?? '');
  const [expires, setExpires] = useState(token?.expires_at ?? '');
  const [note, setNote] = useState('');
  const prefixes = prefixText.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  const draft: TokenDraft = { name, role, prefixes, expires_at: expires === '' ? null : expires };
  const write = async () => {
    if (!token) return onIssued(await createToken(draft, note));
    await changeToken(token.id, changesOf(draft, token), note);
    tell({ text: access.changed(name) });
    onClose();
  };
  const saving = useWrite(write, {
    onSuccess: () => void client.invalidateQueries({ queryKey: tokens().queryKey }),
  });
  const badPrefix = prefixes.find((prefix) => whyNotName(SETTING_NAME, prefix) !== undefined);
  const isNew = expires !== (token?.expires_at ?? '');
  const isPast = isNew && expires !== '' && new Date(expires) <= new Date();
  const begun: TokenDraft = token ?? { name: '', role: 'reader', prefixes: [], expires_at: null };
  const isTyped = Object.keys(changesOf(draft, begun)).length > 0;
  const isFaulty = !NAME.test(name) || badPrefix !== undefined || isPast;
  return (
    <Dialog title={token ? access.changeTitle(token.name) : access.makeTitle} isOpen onClose={onClose}>
      <Typed is={isTyped} />
      <TextField
        label={access.name}
        hint={access.nameHint}
        value={name}
        onChange={setName}
        error={name === '' || NAME.test(name) ? undefined : access.nameFault}
        autoFocus
      />
      <SelectField label={access.role} choices={ROLE_CHOICES} value={role} onChange={(id) => setRole(id as Role)} />
      <TextField
        label={access.prefixesLabel}
        hint={access.prefixesHint}
        value={prefixText}
        onChange={setPrefixText}
        error={badPrefix === undefined ? undefined : access.prefixFault(badPrefix)}
        rows={3}
        isMono
      />
      <MomentField
        label={access.expires}
        hint={access.expiresHint}
        value={expires}
        onChange={setExpires}
        error={isPast ? access.expiresFault : undefined}
      />
      <NoteField value={note} onChange={setNote} failure={saving.error} />
      <DialogActions>
        <CancelButton />
        <Button look="primary" isDisabled={isFaulty || saving.isPending} onPress={() => saving.run(undefined)}>
          {token ? words.common.save : access.makeIt}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** Only what is different: a time that has passed may stay, but not be set. */
function changesOf(draft: TokenDraft, token: Readonly<TokenDraft>): Partial<TokenDraft> {
  const changes: Partial<TokenDraft> = {};
  if (draft.name !== token.name) changes.name = draft.name;
  if (draft.role !== token.role) changes.role = draft.role;
  if (draft.prefixes.join('\n') !== token.prefixes.join('\n')) changes.prefixes = draft.prefixes;
  if (draft.expires_at !== token.expires_at) changes.expires_at = draft.expires_at;
  return changes;
}
