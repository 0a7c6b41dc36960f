import { writeFileSync } from 'node:fs';
import { settingsPage } from './settings-page.js';

// Run from the repository's root.
writeFileSync('config/README.md', settingsPage());
