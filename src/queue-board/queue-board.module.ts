import { Module } from '@nestjs/common';
import { QueueSessionController } from './queue-session.controller.js';

@Module({ controllers: [QueueSessionController] })
export class QueueBoardModule {}
