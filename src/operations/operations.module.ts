import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { HealthController } from './health.controller.js';
import { HttpProblemFilter } from './http-problem.filter.js';

@Module({ controllers: [HealthController], providers: [{ provide: APP_FILTER, useClass: HttpProblemFilter }] })
export class OperationsModule {}
