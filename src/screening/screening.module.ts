import { Module } from '@nestjs/common';
import { SearchModule } from '../search/search.module.js';
import { ResultRows } from './results/result-rows.js';
import { QuestionScreener } from './run/question-screener.js';
import { ScreeningWorker } from './run/screening.worker.js';
import { ScreeningBatchWriter } from './run/screening-batch.writer.js';
import { ScreeningExpiry } from './run/screening-expiry.js';
import { ScreeningRunner } from './run/screening-runner.js';
import { ScreeningEvents } from './screening-events.js';
import { ScreeningsController } from './screenings.controller.js';
import { ScreeningsResolver } from './screenings.resolver.js';
import { ScreeningsService } from './screenings.service.js';
import { ScreeningUploads } from './upload/screening-uploads.service.js';

@Module({
  imports: [SearchModule],
  controllers: [ScreeningsController],
  providers: [
    QuestionScreener,
    ResultRows,
    ScreeningBatchWriter,
    ScreeningEvents,
    ScreeningExpiry,
    ScreeningRunner,
    ScreeningsResolver,
    ScreeningsService,
    ScreeningUploads,
    ScreeningWorker,
  ],
})
export class ScreeningModule {}
