import { Module } from '@nestjs/common';
import { DeliveriesModule } from '../deliveries/deliveries.module.js';
import { Collectors } from './collectors.js';
import { PollController } from './poll.controller.js';
import { PollService } from './poll.service.js';
import { PollAnswers } from './poll-answers.js';
import { SecurityEventWriter } from './security-event-writer.js';
import { StreamStatusService } from './stream-status.service.js';
import { StreamSteps } from './stream-steps.js';
import { StreamsController } from './streams.controller.js';
import { StreamsService } from './streams.service.js';
import { TransmitterController } from './transmitter.controller.js';

@Module({
  imports: [DeliveriesModule],
  controllers: [TransmitterController, StreamsController, PollController],
  providers: [
    Collectors,
    PollAnswers,
    PollService,
    SecurityEventWriter,
    StreamStatusService,
    StreamSteps,
    StreamsService,
  ],
})
export class SecurityEventsModule {}
