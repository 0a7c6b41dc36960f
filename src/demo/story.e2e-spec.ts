import { describeOnEachProfile } from '../../test/harness/profiles.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { ensureDemoTenants, readDemoCredentials, readDemoKeys } from './demo-tenants.js';
import { Narrator, StoryError } from './narrator.js';
import { castFor, tellStory } from './story.js';

describeOnEachProfile('the demo story', (gateway) => {
  it('goes as it should, also when it is told a second time to the same gateway', async () => {
    const { app, settings, url } = gateway();
    const dataDir = settings.LIAISON_DATA_DIR;
    await ensureDemoTenants(app.get(TenantsService), dataDir);
    await ensureDemoTenants(app.get(TenantsService), dataDir);
    const cast = castFor(url, readDemoCredentials(dataDir), settings.LIAISON_AUDIENCE);
    const told: string[] = [];
    const first = new Narrator((text) => told.push(text));
    await tellStory(cast, readDemoKeys(dataDir), first);
    expect(first.count).toBe(26);
    expect(told.join('')).toContain('complaints resolved: 90');
    const second = new Narrator(() => undefined);
    await tellStory(cast, readDemoKeys(dataDir), second);
    expect(second.count).toBe(26);
  });

  it('ends at a claim that does not hold', () => {
    const narrator = new Narrator(() => undefined);
    narrator.step('one');
    expect(() => narrator.check('two is three', false)).toThrow(StoryError);
    expect(() => narrator.equal('two', 2, 3)).toThrow('two should be 3 and is 2');
  });
});
