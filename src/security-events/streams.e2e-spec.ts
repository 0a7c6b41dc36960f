import { describeOnEachProfile } from '../../test/harness/profiles.js';
import { PUBLIC_URL, SsfReceiver } from '../../test/harness/security-events.js';
import { newId } from '../common/ids.js';

const PUSH = { method: 'urn:ietf:rfc:8935', endpoint_url: 'http://127.0.0.1:9/events' };
const PUBLISHED = 'urn:liaison:event:blacklist.published';

describeOnEachProfile(
  'event streams',
  (gateway) => {
    it('are announced where the framework looks, with the keys that verify them', async () => {
      const response = await fetch(`${gateway().url}/.well-known/ssf-configuration`);
      expect(response.headers.get('content-type')).toContain('application/json');
      const metadata = (await response.json()) as Record<string, string>;
      expect(metadata).toEqual({
        spec_version: '1_0',
        issuer: PUBLIC_URL,
        jwks_uri: `${PUBLIC_URL}/.well-known/jwks.json`,
        delivery_methods_supported: ['urn:ietf:rfc:8935', 'urn:ietf:rfc:8936'],
        configuration_endpoint: `${PUBLIC_URL}/v1/ssf/stream`,
        status_endpoint: `${PUBLIC_URL}/v1/ssf/status`,
        add_subject_endpoint: `${PUBLIC_URL}/v1/ssf/subjects/add`,
        remove_subject_endpoint: `${PUBLIC_URL}/v1/ssf/subjects/remove`,
        verification_endpoint: `${PUBLIC_URL}/v1/ssf/verify`,
        authorization_schemes: [{ spec_urn: 'urn:ietf:rfc:6750' }],
        default_subjects: 'ALL',
      });
      const receiver = await SsfReceiver.of(gateway(), 'reads-metadata');
      await receiver.stream();
      const keys = await fetch(String(metadata.jwks_uri).replace(PUBLIC_URL, gateway().url));
      const set = (await keys.json()) as { keys: Record<string, string>[] };
      expect(set.keys).toContainEqual(expect.objectContaining({ kty: 'EC', alg: 'ES256', use: 'sig' }));
      expect(JSON.stringify(set)).not.toContain('"d"');
    });

    it('are made, read, patched, replaced and deleted', async () => {
      const receiver = await SsfReceiver.of(gateway(), 'manages');
      const made = await receiver.call('POST', '/stream', {
        events_requested: [PUBLISHED, 'https://events.example/unknown'],
        description: 'Alerts',
      });
      const id = String(made.body.stream_id);
      const configuration = {
        stream_id: id,
        iss: PUBLIC_URL,
        aud: 'manages',
        delivery: { method: 'urn:ietf:rfc:8936', endpoint_url: `${PUBLIC_URL}/v1/ssf/poll/${id}` },
        events_supported: expect.arrayContaining([PUBLISHED]),
        events_requested: [PUBLISHED, 'https://events.example/unknown'],
        events_delivered: [PUBLISHED],
        min_verification_interval: 10,
        description: 'Alerts',
        liaison_signing_algorithm: 'ES256',
      };
      expect(made).toMatchObject({ status: 201, body: configuration });
      expect(await receiver.call('GET', `/stream?stream_id=${id}`)).toEqual({ status: 200, body: made.body });
      expect(await receiver.call('GET', '/stream')).toEqual({ status: 200, body: [made.body] });

      const patch = { stream_id: id, liaison_signing_algorithm: 'EdDSA', liaison_filter: { severities: ['HIGH'] } };
      expect(await receiver.call('PATCH', '/stream', patch)).toMatchObject({
        status: 200,
        body: { ...configuration, liaison_signing_algorithm: 'EdDSA', liaison_filter: { severities: ['HIGH'] } },
      });
      const replaced = await receiver.call('PUT', '/stream', { ...made.body, description: undefined });
      expect(replaced).toMatchObject({ status: 200, body: { liaison_signing_algorithm: 'ES256' } });
      expect(replaced.body.description).toBeUndefined();

      expect((await receiver.call('DELETE', `/stream?stream_id=${id}`)).status).toBe(204);
      expect((await receiver.call('GET', `/stream?stream_id=${id}`)).status).toBe(404);
      expect(await receiver.call('GET', '/stream')).toEqual({ status: 200, body: [] });
      const rows = await gateway().database.select<{ action: string }>(
        'SELECT action FROM ledger_entry WHERE subjectId = ? ORDER BY id',
        [id],
      );
      expect(rows.map(({ action }) => action)).toEqual([
        'subscription.create',
        'subscription.change',
        'subscription.change',
        'subscription.delete',
      ]);
    });

    it('ask for everything when they name no event, also after a patch of something else', async () => {
      const receiver = await SsfReceiver.of(gateway(), 'asks-for-all');
      const id = await receiver.stream();
      await receiver.call('PATCH', '/stream', { stream_id: id, description: 'All' });
      const [row] = await gateway().database.select<{ eventsRequested: string | null }>(
        'SELECT eventsRequested FROM event_stream WHERE subscriptionId = ?',
        [id],
      );
      expect(row?.eventsRequested).toBeNull();
      const { body } = await receiver.call('GET', `/stream?stream_id=${id}`);
      expect(body.events_delivered).toEqual(body.events_supported);
    });

    it('are subscriptions like others, whose secret nobody rotates', async () => {
      const receiver = await SsfReceiver.of(gateway(), 'is-like-others');
      const id = await receiver.stream({ description: 'Alerts' });
      const { subscription } = await receiver.tenant.client.query<{ subscription: object }>(
        'query ($id: ID!) { subscription(id: $id) { name channel url state publicKeys } }',
        { id },
      );
      expect(subscription).toEqual({ name: 'Alerts', channel: 'SET_POLL', url: null, state: 'ACTIVE', publicKeys: [] });
      const { result } = await receiver.tenant.client.mutate<{ result: object }>(
        `mutation ($input: RotateSubscriptionSecretInput!) { result: rotateSubscriptionSecret(input: $input) {
          __typename ... on UserError { code } } }`,
        { input: { id, version: 1 } },
      );
      expect(result).toEqual({ __typename: 'Conflict', code: 'NOT_A_WEBHOOK' });
    });

    it.each<[string, Record<string, unknown>, string]>([
      ['an unknown method', { delivery: { method: 'urn:ietf:rfc:1' } }, 'delivery.method'],
      ['a push without an endpoint', { delivery: { method: PUSH.method } }, 'delivery.endpoint_url'],
      ['an endpoint that cannot be read', { delivery: { ...PUSH, endpoint_url: 'no url' } }, 'delivery.endpoint_url'],
      [
        'a header that would end the line',
        { delivery: { ...PUSH, authorization_header: 'a\r\nx: y' } },
        'delivery.authorization_header',
      ],
      ['events of which none exists', { events_requested: ['https://events.example/a'] }, 'events_requested'],
      ['another algorithm', { liaison_signing_algorithm: 'none' }, 'liaison_signing_algorithm'],
      ['an unknown category', { liaison_filter: { categories: ['WEATHER'] } }, 'liaison_filter.categories[0]'],
      ['an over-long description', { description: 'a'.repeat(201) }, 'description'],
    ])('refuse %s and name the member', async (_, configuration, field) => {
      const receiver = await SsfReceiver.of(gateway(), 'makes-wrongly');
      expect(await receiver.call('POST', '/stream', configuration)).toMatchObject({ status: 400, body: { field } });
    });

    it('refuse to have changed what the gateway decides, or their method', async () => {
      const receiver = await SsfReceiver.of(gateway(), 'changes-wrongly');
      const id = await receiver.stream();
      const patch = (change: object) => receiver.call('PATCH', '/stream', { stream_id: id, ...change });
      expect(await patch({ aud: 'somebody-else' })).toMatchObject({ status: 400, body: { field: 'aud' } });
      expect(await patch({ delivery: PUSH })).toMatchObject({ status: 400, body: { field: 'delivery.method' } });
      expect(await patch({ aud: 'changes-wrongly' })).toMatchObject({ status: 200 });
    });

    it('refuse subjects that are not named by an id of the gateway', async () => {
      const receiver = await SsfReceiver.of(gateway(), 'names-subjects');
      const id = await receiver.stream();
      const add = (subject: unknown) => receiver.call('POST', '/subjects/add', { stream_id: id, subject });
      const subjectId = newId();
      expect((await add({ format: 'opaque', id: subjectId })).status).toBe(200);
      expect((await add({ format: 'iss_sub', iss: PUBLIC_URL, sub: subjectId })).status).toBe(200);
      expect(await add({ format: 'iss_sub', iss: 'https://other.example', sub: subjectId })).toMatchObject({
        status: 400,
        body: { field: 'subject.iss' },
      });
      expect(await add({ format: 'email', email: 'a@b.example' })).toMatchObject({ status: 400 });
      expect(await add({ format: 'opaque', id: 'nobody' })).toMatchObject({ status: 400, body: { field: 'subject' } });
    });

    it('take no JSON for a fault of their own', async () => {
      const receiver = await SsfReceiver.of(gateway(), 'sends-anything');
      const id = await receiver.stream();
      const poisoned = { toString: 1, valueOf: 1 };
      const deep = JSON.parse(`${'['.repeat(1_000)}${']'.repeat(1_000)}`) as unknown;
      const members = (value: unknown) => ({
        stream_id: id,
        delivery: value,
        events_requested: value,
        description: value,
      });
      const bodies = [
        ...[null, [], 'x', 7, true, deep, poisoned, JSON.parse('{"__proto__":{"stream_id":"x"},"constructor":1}')],
        ...[null, [], {}, '\ud800', '\0', -1, 1e308, poisoned, deep].map((value) => ({ stream_id: value })),
        ...[{}, [{}], '\0', 1e308, poisoned, deep].map(members),
        { stream_id: id, subject: poisoned, status: poisoned, state: poisoned, reason: deep },
        { stream_id: id, subject: { format: 'opaque', id: '\0' }, status: 'paused\0', state: 'x'.repeat(5_000) },
        { ack: poisoned, setErrs: poisoned, maxEvents: '7', returnImmediately: 1 },
        { ack: ['\0', `${id}.0`, `${id}.1e3`, `${id}.99999999999999`], returnImmediately: true },
        { setErrs: { '__proto__.1': { err: '\0' }, [`${id}.1`]: { err: 'x' } }, returnImmediately: true },
      ];
      const calls = ['POST /stream', 'PATCH /stream', 'PUT /stream', 'POST /status', 'POST /subjects/add'].concat(
        ...['POST /subjects/remove', 'POST /verify', `POST /poll/${id}`, 'POST /poll/%00'],
      );
      const faults: string[] = [];
      for (const call of calls) {
        const [method = '', path = ''] = call.split(' ');
        for (const body of bodies) {
          const { status } = await receiver.call(method, path, body);
          if (status >= 500) faults.push(`${call} ${JSON.stringify(body).slice(0, 80)}: ${status}`);
        }
      }
      expect(faults).toEqual([]);
    });

    it('need a token for each change, of a tenant that holds the scope', async () => {
      const receiver = await SsfReceiver.of(gateway(), 'uses-twice');
      const authorization = `Bearer ${await receiver.tenant.client.token()}`;
      const post = () =>
        fetch(`${gateway().url}/v1/ssf/stream`, {
          method: 'POST',
          headers: { authorization, 'content-type': 'application/json' },
          body: '{}',
        });
      expect((await post()).status).toBe(201);
      expect((await post()).status).toBe(409);
      const auditor = await SsfReceiver.of(gateway(), 'may-not', 'OVERSIGHT');
      expect(await auditor.call('POST', '/stream', {})).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
      expect((await fetch(`${gateway().url}/v1/ssf/stream`)).status).toBe(401);
    });
  },
  { LIAISON_PUBLIC_URL: PUBLIC_URL, LIAISON_LONG_POLL_MS: '0' },
);
