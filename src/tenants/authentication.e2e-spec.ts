import { describeOnEachProfile } from '../../test/harness/profiles.js';

describeOnEachProfile('authentication', (gateway) => {
  it('tells a tenant who it is', async () => {
    const police = await gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
    const { me } = await police.client.query<{ me: { code: string; kind: string } }>('{ me { code kind } }');
    expect(me).toEqual({ code: 'hz-police', kind: 'POLICE' });
  });
});
