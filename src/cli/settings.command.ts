import type { Command } from 'commander';
import { describeSettings } from '../../config/settings-table.js';
import type { Output } from './output.js';

/** `settings`: what can be set, without reading what is. */
export function addSettingsCommand(program: Command, output: () => Output): void {
  program
    .command('settings')
    .description('Print every setting: environment variables of the gateway, the worker and the command line.')
    .action(() => {
      const rows = describeSettings().map(({ name, default: standard, values, meaning }) => ({
        setting: name,
        default: standard ?? null,
        values,
        meaning,
      }));
      output().table(rows, '');
    });
}
