import { Module } from '@nestjs/common';
import { DeliveriesModule } from '../deliveries/deliveries.module.js';
import { SubscriptionsResolver } from './subscriptions.resolver.js';
import { SubscriptionsService } from './subscriptions.service.js';

@Module({ imports: [DeliveriesModule], providers: [SubscriptionsService, SubscriptionsResolver] })
export class SubscriptionsModule {}
