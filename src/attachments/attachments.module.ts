import { Module } from '@nestjs/common';
import { AttachmentDownloads } from './attachment-downloads.service.js';
import { AttachmentSweeper } from './attachment-sweeper.js';
import { AttachmentUploads } from './attachment-uploads.service.js';
import { AttachmentsController } from './attachments.controller.js';
import { AttachmentsResolver } from './attachments.resolver.js';
import { AttachmentsService } from './attachments.service.js';

@Module({
  controllers: [AttachmentsController],
  providers: [AttachmentsService, AttachmentUploads, AttachmentDownloads, AttachmentSweeper, AttachmentsResolver],
  exports: [AttachmentsService],
})
export class AttachmentsModule {}
