import { mkdirSync } from 'node:fs';

// `npm test` writes its totals there for CI, and Jest does not make the folder.
mkdirSync('.liaison', { recursive: true });

/** Tests run as ES modules: `npm test` starts Node with --experimental-vm-modules. */
const common = {
  testEnvironment: 'node',
  roots: ['<rootDir>/config', '<rootDir>/src', '<rootDir>/libs', '<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)(?<!\\.json)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest'] },
};

export default {
  maxWorkers: 2,
  // Modules loaded by --experimental-vm-modules stay in memory: a worker that has grown is replaced between two files.
  workerIdleMemoryLimit: '1GB',
  testTimeout: 60_000,
  projects: [
    { ...common, displayName: 'unit', testRegex: '\\.spec\\.ts$' },
    {
      ...common,
      displayName: 'e2e',
      testRegex: '\\.e2e-spec\\.ts$',
      // Jest runs these only when at least one e2e test is selected.
      globalSetup: '<rootDir>/test/harness/global-setup.mts',
      globalTeardown: '<rootDir>/test/harness/global-teardown.mts',
    },
  ],
};
