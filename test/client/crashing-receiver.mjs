// A receiver in a process of its own that dies by SIGKILL where it is told to: INBOX names its database, CRASH_AT the moment,
// SECRET the webhook's. It prints its port. The effect of an event is a row in `effect`, which has no key: a second one would
// stay.
import { createServer } from 'node:http';
import { Inbox } from 'liaison/inbox';
import { MysqlInboxStore } from 'liaison/inbox/mysql';
import { SqliteInboxStore } from 'liaison/inbox/sqlite';
import { asMiddleware, webhookReceiver } from 'liaison/receivers';
import Database from 'libsql';
import { createPool } from 'mysql2/promise';

const { INBOX: place = '', CRASH_AT: crashAt = 'never', SECRET: secret = '' } = process.env;
const EFFECT_TABLE = 'CREATE TABLE IF NOT EXISTS effect (eventId VARCHAR(64) NOT NULL)';
const INSERT = 'INSERT INTO effect (eventId) VALUES (?)';

function dieAt(moment) {
  if (crashAt === moment) process.kill(process.pid, 'SIGKILL');
}

async function withMysql(url) {
  const pool = createPool(url);
  await pool.query(EFFECT_TABLE);
  const inbox = new Inbox(await MysqlInboxStore.open(pool));
  return (eventId) => handleOnce(inbox, eventId, (tx) => tx.execute(INSERT, [eventId]));
}

function withSqlite(path) {
  const database = new Database(path);
  database.exec(EFFECT_TABLE);
  const inbox = new Inbox(new SqliteInboxStore(database));
  return (eventId) => handleOnce(inbox, eventId, (tx) => tx.prepare(INSERT).run(eventId));
}

const handleOnce = (inbox, eventId, insert) =>
  inbox.once(eventId, async (tx) => {
    dieAt('before-effect');
    await insert(tx);
    dieAt('before-commit');
  });

const once = place.startsWith('mysql:') ? await withMysql(place) : withSqlite(place);
const handle = async ({ id }) => {
  await once(id);
  dieAt('before-answer');
};
const server = createServer(asMiddleware(webhookReceiver({ tenant: 'bazaar', secrets: [secret], handle })));
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
