import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { JsonValue } from '@heksher/domain';
import { Plus } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { contextFeatures, settingRules } from '../../api/queries.js';
import { usePermissions } from '../../app/permissions.js';
import { Button } from '../../components/button.js';
import { FailureNote } from '../../components/failure.js';
import { Loading } from '../../components/loading.js';
import { NotAllowed } from '../../components/not-allowed.js';
import { Screen } from '../../components/screen.js';
import { SettingActions, type OpenAction } from '../../setting-editing/setting-actions.js';
import { words } from '../../words/en.js';
import type { OpenDialog } from './rule-dialogs.js';
import { SettingContent } from './setting-content.js';

const route = getRouteApi('/settings/$name');

/** A setting and its rules, and with a context why it has its value. */
export function SettingScreen(): ReactElement {
  const { name: asked } = route.useParams();
  const navigate = route.useNavigate();
  const rules = useQuery(settingRules(asked));
  const features = useQuery(contextFeatures());
  const [open, setOpen] = useState<OpenDialog>();
  const [action, setAction] = useState<OpenAction>();
  const permissions = usePermissions();
  const name = rules.data?.setting.name ?? asked;
  const whyNot = permissions.whyNotEditRules(name);
  const error = rules.error ?? features.error;
  return (
    <Screen
      title={name}
      heading={<bdi>{name}</bdi>}
      actions={
        rules.data && (
          <>
            {permissions.mayEdit && whyNot !== undefined && <NotAllowed what={words.setting.newRule} why={whyNot} />}
            {whyNot === undefined && (
              <Button look="primary" onPress={() => setOpen({ kind: 'rule', start: { kind: 'new' } })}>
                <Plus size={16} aria-hidden />
                {words.setting.newRule}
              </Button>
            )}
            <SettingActions
              name={name}
              open={action}
              onOpen={setAction}
              onSaved={(saved) => void navigate({ params: { name: saved }, replace: true })}
              onDeleted={() => void navigate({ to: '/settings' })}
              onRuleForEveryone={(value) => setOpen(ruleForEveryone(value))}
            />
          </>
        )
      }
    >
      {error && <FailureNote error={error} onRetry={() => void Promise.all([rules.refetch(), features.refetch()])} />}
      {rules.data && features.data ? (
        <SettingContent
          key={asked}
          asked={asked}
          {...rules.data}
          features={features.data.features}
          open={open}
          onOpen={setOpen}
          onEditSetting={permissions.mayEditSetting(name) ? () => setAction('edit') : undefined}
        />
      ) : (
        !error && <Loading />
      )}
    </Screen>
  );
}

/** The dialogue of a rule that begins with a value for everyone. */
function ruleForEveryone(value: JsonValue): OpenDialog {
  const rule = { rule_id: 0, value, feature_values: [], metadata: {}, never: null, redundant: false };
  return { kind: 'rule', start: { kind: 'copy', rule } };
}
