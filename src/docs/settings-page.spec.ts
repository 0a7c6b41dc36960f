import { readFileSync } from 'node:fs';
import { SETTINGS_SCHEMA } from '../../config/settings.js';
import { describeSettings } from '../../config/settings-table.js';
import { settingsPage } from './settings-page.js';

describe('the page of settings', () => {
  it('is what the schema prints', () => {
    const isCurrent = readFileSync('config/README.md', 'utf8') === settingsPage();
    expect(isCurrent ? undefined : 'out of date: npm run docs:settings').toBeUndefined();
  });

  it('has every setting, with its meaning and what it may be', () => {
    const described = describeSettings();
    expect(described.map(({ name }) => name)).toEqual(Object.keys(SETTINGS_SCHEMA));
    expect(described.filter(({ meaning, values }) => meaning === '' || values === '')).toEqual([]);
    expect(described.find(({ name }) => name === 'PORT')).toMatchObject({ values: '0 to 65535', default: '3000' });
    expect(described.find(({ name }) => name === 'LIAISON_DEMO')).toMatchObject({ values: 'true, false' });
  });
});
