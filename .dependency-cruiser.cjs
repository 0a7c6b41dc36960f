/** The arrows of docs/architecture.md: each rule says what may not be reached from where. */
/**
 * The features, and which others each may use; `common` and `libs` are open to all. A new arrow is added here on purpose or
 * not at all. `subscriptions` and `deliveries` are two sides of one word and know each other.
 */
const ARROWS = {
  sharing: [],
  ledger: [],
  tenants: ['ledger'],
  events: ['ledger', 'sharing'],
  attachments: ['events', 'ledger', 'sharing'],
  deadlines: [],
  'gateway-keys': ['ledger'],
  flags: ['tenants'],
  entities: ['flags'],
  complaints: ['flags'],
  reports: ['complaints', 'entities', 'events', 'flags', 'ledger', 'sharing', 'tenants'],
  blacklist: ['deadlines', 'deliveries', 'entities', 'events', 'flags', 'ledger', 'sharing', 'tenants'],
  'joint-cases': [
    'attachments',
    'blacklist',
    'deadlines',
    'entities',
    'events',
    'flags',
    'ledger',
    'sharing',
    'tenants',
  ],
  'disclosure-packages': ['attachments', 'deadlines', 'disclosures', 'events', 'ledger', 'sharing', 'tenants'],
  disclosures: ['attachments', 'deadlines', 'entities', 'events', 'ledger', 'sharing', 'tenants'],
  admission: ['blacklist', 'entities', 'ledger', 'query', 'sharing'],
  query: ['blacklist', 'entities', 'flags', 'ledger', 'sharing', 'tenants'],
  screening: ['entities', 'events', 'flags', 'ledger', 'query', 'sharing', 'tenants'],
  subscriptions: ['deliveries', 'entities', 'events', 'flags', 'ledger', 'sharing', 'tenants'],
  receipts: ['deliveries', 'ledger', 'sharing', 'tenants'],
  'security-events': ['deliveries', 'events', 'gateway-keys', 'ledger', 'sharing', 'subscriptions', 'tenants'],
  deliveries: ['events', 'ledger', 'sharing', 'subscriptions', 'tenants'],
  operations: ['tenants'],
};
const NAMES = Object.keys(ARROWS).join('|');
const FEATURES = `^src/(${NAMES})/`;
const TESTS = '\\.(e2e-)?spec\\.ts$|\\.fixture\\.ts$';

const arrowsOfFeatures = Object.entries(ARROWS).map(([feature, allowed]) => ({
  name: `arrows-of-${feature}`,
  comment: `src/${feature} may use ${['common', ...allowed].join(', ')}; see ARROWS in .dependency-cruiser.cjs`,
  severity: 'error',
  from: { path: `^src/${feature}/`, pathNot: TESTS },
  to: { path: FEATURES, pathNot: `^src/(${[feature, ...allowed].join('|')})/` },
}));

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...arrowsOfFeatures,
    {
      name: 'no-development-package-in-the-application',
      severity: 'error',
      from: { path: '^(src|libs|migrations|config)/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-import-leads-nowhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'libs-stand-alone',
      comment: 'libs know neither the application nor Nest nor the database',
      severity: 'error',
      from: { path: '^libs/' },
      to: {
        path: ['^(src|migrations|config|test)/', 'node_modules/(@nestjs|typeorm|mysql2|libsql|bullmq|redis|fastify)/'],
      },
    },
    {
      name: 'common-knows-no-feature',
      severity: 'error',
      from: { path: '^src/common/' },
      to: { path: [FEATURES, '^src/(profile|cli|demo|docs)/'] },
    },
    {
      name: 'features-know-no-entry-point',
      severity: 'error',
      from: { path: FEATURES, pathNot: '\\.(e2e-)?spec\\.ts$' },
      to: { path: '^src/(profile|cli|demo|docs)/|^src/[^/]+\\.ts$', pathNot: '^src/jobs\\.ts$' },
    },
    {
      name: 'transport-is-nobodys-dependency',
      comment: 'resolvers and controllers are found by their module only',
      severity: 'error',
      from: { pathNot: '\\.module\\.ts$|\\.e2e-spec\\.ts$|\\.spec\\.ts$' },
      to: { path: '\\.(resolver|controller)\\.ts$' },
    },
    {
      name: 'rules-are-pure',
      comment: 'policies and lifecycles are tested without Nest or a database',
      severity: 'error',
      from: { path: '\\.(policy|lifecycle)\\.ts$' },
      to: {
        path: ['node_modules/(@nestjs|typeorm|mysql2|libsql|bullmq|redis)/', '\\.(service|repository|resolver)\\.ts$'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'raw-data-source-is-out-of-reach',
      comment: 'features go through Database and Sql, so that visibility cannot be gone around',
      severity: 'error',
      from: { path: FEATURES },
      to: { path: '^src/common/persistence/(data-source|statements|open-transaction)\\.ts$' },
    },
    {
      name: 'typeorm-declares-tables-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/common/persistence/|\\.entity\\.ts$|\\.(e2e-)?spec\\.ts$' },
      to: { path: 'node_modules/typeorm/' },
    },
    {
      name: 'adapters-are-chosen-in-one-place',
      comment: 'no feature asks which profile it runs in',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot:
          '^src/(profile|common/(queue|pubsub|rate-limit))/|^src/common/redis-connections\\.ts$|\\.(e2e-)?spec\\.ts$',
      },
      to: {
        path: [
          '^src/common/(queue|pubsub|rate-limit)/(bull|redis|in-process)',
          'node_modules/(bullmq|@nestjs/bullmq|redis)/',
        ],
      },
    },
    {
      name: 'migrations-stand-alone',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { path: '^(src|libs|config|test)/' },
    },
    {
      name: 'migrations-are-named-by-the-schema',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/schema\\.ts$|\\.(e2e-)?spec\\.ts$' },
      to: { path: '^migrations/' },
    },
    {
      name: 'no-test-code-in-the-application',
      comment: 'the application never imports test code',
      severity: 'error',
      from: { path: '^(src|libs|migrations|config)/', pathNot: '\\.(e2e-)?spec\\.ts$' },
      to: { path: '^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
