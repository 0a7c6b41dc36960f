import type { SequencedEvent } from '../events/events.repository.js';
import {
  eventUri,
  requestableType,
  type StreamParties,
  SUPPORTED_EVENTS,
  securityEventClaims,
  seqOfToken,
} from './security-event.js';

const PARTIES: StreamParties = {
  streamId: 'stream-1',
  issuer: 'https://gateway.example',
  audience: 'bazaar',
  source: 'urn:liaison:test',
  form: 'THIN',
};
const EVENT: SequencedEvent = {
  id: 'event-1',
  seq: 77,
  type: 'blacklist.published',
  occurredAtMs: 1_800_000_000_999,
  tenantId: 'regulator',
  sharingId: 'sharing',
  subjectType: 'blacklist_entry',
  subjectId: 'entry-1',
  orderKey: 'entity-1',
  category: 'COUNTERFEIT',
  severity: 'HIGH',
  jurisdiction: '330106',
  entityKind: 'MERCHANT',
  platform: null,
  listId: null,
  data: '{"version":2}',
};

describe('the claims of a security event token', () => {
  const claims = securityEventClaims(EVENT, 5, 1_800_000_007_500, PARTIES);

  it('tell who, to whom, when, what and of whom, and nothing that RFC 8417 leaves out', () => {
    expect(claims).toEqual({
      iss: 'https://gateway.example',
      aud: 'bazaar',
      jti: 'stream-1.5',
      iat: 1_800_000_007,
      toe: 1_800_000_000,
      txn: 'event-1',
      sub_id: { format: 'opaque', id: 'entry-1' },
      events: {
        'urn:liaison:event:blacklist.published': expect.objectContaining({
          specversion: '1.0',
          id: 'event-1',
          source: 'urn:liaison:test',
          type: 'blacklist.published',
          seq: 5,
          prevSeq: 4,
        }),
      },
    });
  });

  it('carry the details of the event when the stream asks for them, and else not', () => {
    const full = securityEventClaims(EVENT, 5, 0, { ...PARTIES, form: 'FULL' });
    expect(full.events['urn:liaison:event:blacklist.published']).toMatchObject({ data: { details: { version: 2 } } });
    expect(JSON.stringify(claims)).not.toContain('details');
  });

  it('do not tell the place in the log, nor whose act it was', () => {
    expect(JSON.stringify(claims)).not.toMatch(/77|regulator|sharing/);
  });

  it.each([
    ['stream.verification', '{"state":"abc"}', 'verification', { state: 'abc' }],
    ['stream.updated', '{"status":"paused"}', 'stream-updated', { status: 'paused' }],
  ] as const)('of %s have the form of the framework', (type, data, name, payload) => {
    const about = { ...EVENT, type, data, subjectType: 'subscription', subjectId: 'stream-1' };
    expect(securityEventClaims(about, 1, 0, PARTIES)).toMatchObject({
      sub_id: { format: 'opaque', id: 'stream-1' },
      events: { [`https://schemas.openid.net/secevent/ssf/event-type/${name}`]: payload },
    });
  });
});

describe('names', () => {
  it('of supported events lead back to their types, those about streams not', () => {
    expect(SUPPORTED_EVENTS).toContain('urn:liaison:event:report.completed');
    for (const uri of SUPPORTED_EVENTS) expect(eventUri(requestableType(uri) ?? 'stream.updated')).toBe(uri);
    expect(requestableType(eventUri('stream.verification'))).toBeUndefined();
    expect(requestableType('urn:liaison:event:stream.updated')).toBeUndefined();
    expect(requestableType('urn:liaison:event:toString')).toBeUndefined();
  });

  it.each([
    ['stream-1.5', 5],
    ['stream-1.0', undefined],
    ['stream-1.05', undefined],
    ['stream-1.', undefined],
    ['stream-2.5', undefined],
    ['stream-1.5.5', undefined],
    ['stream-1.9999999999999999', undefined],
  ])('of tokens: %s is message %s', (jti, seq) => {
    expect(seqOfToken('stream-1', jti)).toBe(seq);
  });
});
