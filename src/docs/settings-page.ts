import { describeSettings } from '../../config/settings-table.js';

const cell = (text: string): string => text.replaceAll('|', '\\|');
const code = (text: string): string => (text === '' ? '' : `\`${cell(text)}\``);

/** config/README.md: the table of settings, printed from their schema. */
export function settingsPage(): string {
  const rows = describeSettings().map(
    ({ name, values, default: standard, meaning }) =>
      `| \`${name}\` | ${code(values)} | ${code(standard ?? '')} | ${cell(meaning)} |`,
  );
  return [
    '# Settings',
    '',
    'All settings are environment variables, read once at start. An unknown `LIAISON_…` variable or a wrong value stops the',
    'start with one sentence that names it. The gateway, the worker and the command line read the same ones.',
    '',
    'This page is printed from `settings.ts` by `npm run docs:settings`; a test compares the two.',
    '',
    '| setting | values | default | meaning |',
    '|---|---|---|---|',
    ...rows,
    '',
    '`DATABASE_URL` and `REDIS_URL` come together: both for the servers profile, neither for the embedded one.',
    'With `NODE_ENV=production`, `LIAISON_MASTER_KEY` is needed and `LIAISON_WEBHOOK_ALLOW_PRIVATE=true` is refused.',
    '',
  ].join('\n');
}
