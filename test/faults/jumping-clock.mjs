// Loaded before a program: its clock stands at the machine's time plus the milliseconds that a file holds.
import { readFileSync } from 'node:fs';

const machineNow = Date.now.bind(Date);
let offsetMs = 0;

function look() {
  try {
    offsetMs = Number(readFileSync(process.env.LIAISON_TEST_CLOCK_FILE ?? '', 'utf8')) || 0;
  } catch {
    offsetMs = 0;
  }
}

look();
setInterval(look, 100).unref();
Date.now = () => machineNow() + offsetMs;
