import { expect, test } from '@jest/globals';
import { groupChanges } from './group-changes.js';

test('changes are grouped by setting and by rule, in the order in which these come', () => {
  const type = { setting: 'a', attribute: 'type' };
  const added = { setting: 'b', after: {} };
  const value = { setting: 'a', when: { user: 'jim' }, after: 1 };
  const features = { setting: null, attribute: 'context_features' };
  const everyone = { setting: 'a', when: {}, after: 1 };
  const version = { setting: 'a', attribute: 'version' };
  const metadata = { setting: 'a', when: { user: 'jim' }, attribute: 'metadata', after: {} };

  expect(groupChanges([type, added, value, features, everyone, version, metadata])).toEqual([
    { setting: 'a', changes: [[type, version], [value, metadata], [everyone]] },
    { setting: 'b', changes: [[added]] },
    { setting: null, changes: [[features]] },
  ]);
});
