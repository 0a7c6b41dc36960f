import { readFileSync } from 'node:fs';
import { lifecyclePage, stateDiagram } from './lifecycle-page.js';
import { LIFECYCLE_PAGES } from './lifecycles.js';

const PRINT = 'out of date: npm run -s build && npx node dist/src/docs/print-docs.js';

describe('the pages of lifecycles', () => {
  it('draw a new thing, each move and each final state', () => {
    const move = { by: ['CLERK'], records: 'door.change' };
    const diagram = stateDiagram({
      name: 'door',
      actors: ['CLERK'],
      actions: ['build', 'close'],
      moves: { NEW: { build: { to: 'OPEN', ...move } }, OPEN: { close: { to: 'CLOSED', ...move } }, CLOSED: {} },
    });
    expect(diagram.split('\n').map((line) => line.trim())).toEqual([
      'stateDiagram-v2',
      '[*] --> OPEN: build',
      'OPEN --> CLOSED: close',
      'CLOSED --> [*]',
    ]);
  });

  it.each(LIFECYCLE_PAGES.map((page) => [page.name, page] as const))(
    'docs/%s.md is what the table prints',
    (name, described) => {
      const page = readFileSync(`docs/${name}.md`, 'utf8');
      const hint = lifecyclePage(page, described) === page ? undefined : PRINT;
      expect(hint).toBeUndefined();
    },
  );
});
