import { refuseToRewriteLedger } from './append-only-ledger.js';

describe('the watch over the ledger', () => {
  it.each([
    'UPDATE ledger_entry SET detail = ? WHERE id = ?',
    'UPDATE `ledger_entry` SET seq = ? WHERE seq IS NULL',
    'DELETE FROM ledger_entry WHERE occurredAtMs < ?',
    'REPLACE INTO ledger_entry (id) VALUES (?)',
    'DROP TABLE ledger_entry',
    'UPDATE ledger_entry SET seq = CASE id WHEN ? THEN ? END WHERE id IN (?)',
  ])('stops %s', (statement) => {
    expect(() => refuseToRewriteLedger(statement)).toThrow('append-only');
  });

  it.each([
    'INSERT INTO `ledger_entry` (`id`) VALUES (?)',
    'SELECT id FROM ledger_entry WHERE seq IS NULL',
    'UPDATE tenant SET state = ? WHERE id = ?',
    'UPDATE ledger_entry SET seq = CASE id WHEN ? THEN ? END, hash = CASE id WHEN ? THEN ? END\n WHERE seq IS NULL AND id IN (?, ?)',
  ])('lets pass %s', (statement) => {
    expect(() => refuseToRewriteLedger(statement)).not.toThrow();
  });
});
