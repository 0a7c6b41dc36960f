import { cloudEvent, cloudEventHeaders, eventSource } from './cloud-event.js';

const event = {
  id: '01a20b7b-b229-7588-bf25-03610e723001',
  seq: 7_000_123,
  type: 'blacklist.published',
  occurredAtMs: 1_800_000_000_123,
  tenantId: 'tenant-of-the-act',
  sharingId: 'sharing-of-the-event',
  subjectType: 'blacklist_entry',
  subjectId: '01a20b7b-b229-7588-bf25-03610e723002',
  orderKey: 'order-key',
  category: 'COUNTERFEIT',
  severity: null,
  jurisdiction: '330106',
  entityKind: 'SHOP',
  platform: 'bazaar',
  listId: null,
  data: '{"version":2}',
} as const;

describe('the envelope of an event', () => {
  it('has the attributes of CloudEvents 1.0', () => {
    expect(cloudEvent(event, 'urn:liaison:test')).toEqual({
      specversion: '1.0',
      id: '01a20b7b-b229-7588-bf25-03610e723001',
      source: 'urn:liaison:test',
      type: 'blacklist.published',
      subject: 'blacklist_entry/01a20b7b-b229-7588-bf25-03610e723002',
      time: '2027-01-15T08:00:00.123Z',
      datacontenttype: 'application/json',
      data: {
        subjectType: 'blacklist_entry',
        subjectId: '01a20b7b-b229-7588-bf25-03610e723002',
        category: 'COUNTERFEIT',
        severity: null,
        jurisdiction: '330106',
        entityKind: 'SHOP',
        platform: 'bazaar',
        listId: null,
        details: { version: 2 },
      },
    });
  });

  it('tells neither the place in the log, nor whose act it was, nor who may see it', () => {
    const text = JSON.stringify(cloudEvent(event, 'urn:liaison:test'));
    for (const hidden of ['7000123', event.tenantId, event.sharingId, event.orderKey])
      expect(text).not.toContain(hidden);
  });

  it('reads moments that a database gives as text', () => {
    const fromTable = { ...event, occurredAtMs: '1800000000123' as unknown as number };
    expect(cloudEvent(fromTable, 's').time).toBe('2027-01-15T08:00:00.123Z');
  });

  it('names the gateway as its source, as a URI whatever the audience is', () => {
    expect(eventSource('liaison')).toBe('urn:liaison:liaison');
    expect(() => new URL(eventSource('https://liaison.example/a b'))).not.toThrow();
    expect(eventSource('https://a.example')).toBe('urn:liaison:https%3A%2F%2Fa.example');
  });

  it('has the same attributes as headers of the binary mode, without the payload', () => {
    const { data: _, datacontenttype: __, ...attributes } = cloudEvent(event, 'urn:liaison:test');
    const headers = Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value]);
    expect(cloudEventHeaders(event, 'urn:liaison:test')).toEqual(Object.fromEntries(headers));
  });
});
