import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { Gauges } from './gauges.js';
import { HealthController } from './health.controller.js';
import { Housekeeping } from './housekeeping.js';
import { HttpProblemFilter } from './http-problem.filter.js';
import { MetricsController } from './metrics.controller.js';
import { RedisPolicyCheck } from './redis-policy.js';

@Module({
  controllers: [HealthController, MetricsController],
  providers: [Gauges, Housekeeping, RedisPolicyCheck, { provide: APP_FILTER, useClass: HttpProblemFilter }],
})
export class OperationsModule {}
