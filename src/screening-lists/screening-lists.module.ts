import { Module } from '@nestjs/common';
import { SearchModule } from '../search/search.module.js';
import { ListContentsResolver } from './list-contents.resolver.js';
import { ListEvents } from './list-events.js';
import { ListHitsService } from './list-hits.service.js';
import { ListItemsService } from './list-items.service.js';
import { ScreeningListsController } from './screening-lists.controller.js';
import { ScreeningListsResolver } from './screening-lists.resolver.js';
import { ScreeningListsService } from './screening-lists.service.js';
import { ListImporter } from './upload/list-importer.js';
import { ListUploadWorker } from './upload/list-upload.worker.js';
import { ListUploadsResolver } from './upload/list-uploads.resolver.js';
import { ListUploads } from './upload/list-uploads.service.js';
import { ConcernedItemsFinder } from './watch/concerned-items.js';
import { EvaluationWriter } from './watch/evaluation.writer.js';
import { ItemEvaluation } from './watch/item-evaluation.js';
import { ListWatch } from './watch/list-watch.js';
import { ListWatchWorker } from './watch/list-watch.worker.js';

@Module({
  imports: [SearchModule],
  controllers: [ScreeningListsController],
  providers: [
    ConcernedItemsFinder,
    EvaluationWriter,
    ItemEvaluation,
    ListContentsResolver,
    ListEvents,
    ListHitsService,
    ListImporter,
    ListItemsService,
    ListUploads,
    ListUploadsResolver,
    ListUploadWorker,
    ListWatch,
    ListWatchWorker,
    ScreeningListsResolver,
    ScreeningListsService,
  ],
})
export class ScreeningListsModule {}
