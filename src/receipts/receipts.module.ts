import { Module } from '@nestjs/common';
import { DeliveriesModule } from '../deliveries/deliveries.module.js';
import { ReceiptsResolver } from './receipts.resolver.js';
import { ReceiptsService } from './receipts.service.js';

@Module({ imports: [DeliveriesModule], providers: [ReceiptsService, ReceiptsResolver] })
export class ReceiptsModule {}
