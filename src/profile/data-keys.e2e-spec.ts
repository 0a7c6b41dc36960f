import { randomBytes } from 'node:crypto';
import { readSettings, SettingsError } from '../../config/settings.js';
import { describeOnEachDatabase } from '../../test/harness/databases.js';
import { openCiphers } from './data-keys.js';

const settingsWith = (masterKey: Buffer) => readSettings({ LIAISON_MASTER_KEY: masterKey.toString('base64') });

describeOnEachDatabase('the data keys', (database) => {
  const right = settingsWith(randomBytes(32));
  const wrong = settingsWith(randomBytes(32));
  const purposes = async () =>
    (await database().select<{ purpose: string }>('SELECT purpose FROM data_key ORDER BY purpose')).map(
      ({ purpose }) => purpose,
    );

  it('are made once, also by two processes that start at the same time, and read back ever after', async () => {
    const [one, other] = await Promise.all([openCiphers(right, database(), 1), openCiphers(right, database(), 1)]);
    const later = await openCiphers(right, database(), 2);
    for (const name of ['index', 'pseudonyms', 'inputs'] as const) {
      expect(other[name].key('A', 'b')).toBe(one[name].key('A', 'b'));
      expect(later[name].key('A', 'b')).toBe(one[name].key('A', 'b'));
    }
    expect(one.inputs.key('A', 'b')).not.toBe(one.pseudonyms.key('A', 'b'));
    expect(await purposes()).toEqual(['cursor', 'field', 'idempotency', 'index', 'pseudonym']);
  });

  it('are added to an older database that lacks some, but not under a wrong master key', async () => {
    await database().change(`DELETE FROM data_key WHERE purpose = 'idempotency'`);
    await expect(openCiphers(wrong, database(), 3)).rejects.toThrow(SettingsError);
    expect(await purposes()).toEqual(['cursor', 'field', 'index', 'pseudonym']);
    await openCiphers(right, database(), 4);
    expect(await purposes()).toEqual(['cursor', 'field', 'idempotency', 'index', 'pseudonym']);
  });
});
