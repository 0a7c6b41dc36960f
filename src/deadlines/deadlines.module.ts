import { Global, Module } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { SETTINGS } from '../common/tokens.js';
import { DeadlineSweeper } from './deadline-sweeper.js';
import { DeadlinesService } from './deadlines.service.js';
import { WorkingCalendar } from './working-days.js';

/** What happens by time, and the calendar that it is counted by. */
@Global()
@Module({
  providers: [
    {
      provide: WorkingCalendar,
      inject: [SETTINGS],
      useFactory: (settings: Settings) =>
        new WorkingCalendar({
          extraDaysOff: settings.LIAISON_EXTRA_DAYS_OFF,
          extraWorkingDays: settings.LIAISON_EXTRA_WORKING_DAYS,
          dayEndsAtHour: settings.LIAISON_WORKING_DAY_END_HOUR,
        }),
    },
    DeadlinesService,
    DeadlineSweeper,
  ],
  exports: [DeadlinesService, WorkingCalendar],
})
export class DeadlinesModule {}
