import { Command, CommanderError } from 'commander';
import { readSettings } from '../config/settings.js';
import type { Surroundings } from './cli/command-line.js';
import { addKeyCommands } from './cli/key.commands.js';
import { addKeyMakerCommands } from './cli/key-maker.commands.js';
import { addLedgerCommands } from './cli/ledger.commands.js';
import { CommandRefusal, Output } from './cli/output.js';
import { addPackageCommands } from './cli/package.commands.js';
import { addSettingsCommand } from './cli/settings.command.js';
import { addTenantCommands } from './cli/tenant.commands.js';
import { sentenceOfStartFailure } from './operations/start-failure.js';

const program = new Command('liaison')
  .description('Operates a Liaison gateway. Settings come from the environment, as for the gateway itself.')
  .option('--json', 'print JSON, for programs')
  .showHelpAfterError('Add --help for what there is.')
  .exitOverride();

const output = () => new Output(program.opts<{ json?: boolean }>().json ?? false);
const surroundings: Surroundings = {
  output,
  settings: () => readSettings(process.env),
  services: () => import('./cli/services.js'),
};

/** A tenant's machine has none of the gateway's other settings. */
const audience = () => readSettings({ LIAISON_AUDIENCE: process.env.LIAISON_AUDIENCE }).LIAISON_AUDIENCE;

addKeyMakerCommands(program, output, audience);
addPackageCommands(program, output);
addTenantCommands(program, surroundings);
addKeyCommands(program, surroundings);
addLedgerCommands(program, surroundings);
addSettingsCommand(program, output);

async function main(): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof CommanderError) process.exitCode = error.exitCode;
    else if (error instanceof CommandRefusal) output().refuse(error);
    else output().refuse(new CommandRefusal(sentenceOfStartFailure(error) ?? unforeseen(error), 'FAILED'));
  }
}

/** An error's message may quote personal data, so only its kind is said. */
const unforeseen = (error: unknown): string =>
  `The command failed: ${error instanceof Error ? error.name : typeof error}.`;

await main();
