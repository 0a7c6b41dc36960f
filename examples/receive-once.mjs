// Receives webhooks with an effect that is had exactly once, however often a message comes and whenever this is killed:
//   TENANT=… WEBHOOK_SECRET=whsec_… node examples/receive-once.mjs
// The effect is a row in this receiver's own SQLite database, written in one transaction with the note that it was had.
import { createServer } from 'node:http';
import { Inbox } from 'liaison/inbox';
import { SqliteInboxStore } from 'liaison/inbox/sqlite';
import { asMiddleware, webhookReceiver } from 'liaison/receivers';
import Database from 'libsql';

const database = new Database(process.env.DATABASE ?? '.liaison/receive-once.sqlite');
database.exec('CREATE TABLE IF NOT EXISTS alert (subjectId TEXT NOT NULL, type TEXT NOT NULL)');
const inbox = new Inbox(new SqliteInboxStore(database));

const receiver = webhookReceiver({
  tenant: process.env.TENANT ?? '',
  secrets: process.env.WEBHOOK_SECRET ? [process.env.WEBHOOK_SECRET] : [],
  handle: async ({ id, type, data }) => {
    const isNew = await inbox.once(id, async (tx) => {
      tx.prepare('INSERT INTO alert (subjectId, type) VALUES (?, ?)').run(data.subjectId, type);
    });
    console.log(isNew ? 'taken:' : 'had before:', data.subjectId);
  },
});

createServer(asMiddleware(receiver)).listen(Number(process.env.PORT ?? 4000), '127.0.0.1');
