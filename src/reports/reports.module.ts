import { Module } from '@nestjs/common';
import { FlagsModule } from '../flags/flags.module.js';
import { ReportBatchWriter } from './import/report-batch.writer.js';
import { ReportImportWorker } from './import/report-import.worker.js';
import { ReportImporter } from './import/report-importer.js';
import { ReportsResolver } from './reports.resolver.js';
import { ReportsService } from './reports.service.js';
import { ReportUploads } from './upload/report-uploads.service.js';
import { ReportsController } from './upload/reports.controller.js';

@Module({
  imports: [FlagsModule],
  controllers: [ReportsController],
  providers: [ReportUploads, ReportBatchWriter, ReportImporter, ReportImportWorker, ReportsService, ReportsResolver],
})
export class ReportsModule {}
