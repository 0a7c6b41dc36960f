import { describeOnEachProfile } from '../../test/harness/profiles.js';
import { TenantsService } from '../tenants/tenants.service.js';

describeOnEachProfile('the dashboard of the queues', (gateway) => {
  const operator = () => gateway().tenant({ code: 'operator', kind: 'OPERATOR' });

  async function exchange(code: string, kind: 'OPERATOR' | 'POLICE'): Promise<Response> {
    const { client } = await gateway().tenant({ code, kind });
    const token = await client.token();
    return fetch(`${gateway().url}/v1/operator/queue-session`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
  }

  const look = (path: string, cookie: string, method = 'GET') =>
    fetch(`${gateway().url}/operator/queues${path}`, { method, headers: { cookie } });

  it('lets nobody in without a cookie, or with one that was made up', async () => {
    for (const cookie of ['', 'liaison_queues=made-up', 'liaison_queues=', 'other=1']) {
      expect((await look('', cookie)).status).toBe(401);
      expect((await look('/api/queues', cookie)).status).toBe(401);
    }
  });

  it('gives a cookie to operators only', async () => {
    const refused = await exchange('police', 'POLICE');
    expect(refused.status).toBe(403);
    expect(refused.headers.get('set-cookie')).toBeNull();
    await operator();
    const given = await exchange('operator', 'OPERATOR');
    expect(given.status).toBe(204);
    expect(given.headers.get('set-cookie')).toMatch(
      /^liaison_queues=[^;]+; Path=\/operator\/queues; Max-Age=600; HttpOnly; SameSite=Strict$/,
    );
  });

  it('shows the queues to an operator, changes none, and ends with the cookie and with the tenant', async () => {
    const given = await exchange('operator', 'OPERATOR');
    const [cookie = ''] = (given.headers.get('set-cookie') ?? '').split(';');
    const page = await look('', cookie);
    if (gateway().profile === 'embedded') {
      expect(page.status).toBe(404);
      expect(await page.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
      return;
    }
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<html');
    const { queues } = (await (await look('/api/queues', cookie)).json()) as { queues: { name: string }[] };
    expect(queues.map(({ name }) => name)).toEqual(expect.arrayContaining(['delivery', 'delivery-urgent', 'deadline']));
    expect((await look('/api/queues/delivery/pause', cookie, 'PUT')).status).toBe(405);

    gateway().clock.move(601_000);
    expect((await look('/api/queues', cookie)).status).toBe(401);
    const again = await exchange('operator', 'OPERATOR');
    const [fresh = ''] = (again.headers.get('set-cookie') ?? '').split(';');
    expect((await look('/api/queues', fresh)).status).toBe(200);
    await gateway().app.get(TenantsService).setState({ system: 'test' }, 'operator', 'SUSPENDED');
    gateway().clock.move(4_000);
    expect((await look('/api/queues', fresh)).status).toBe(401);
  });
});
