import { Injectable, Logger } from '@nestjs/common';
import { safeError } from '../common/safe-error.js';
import type { EndpointAnswer } from './channels.js';

/** A message that arrived, and what its receiver answered. */
export interface AnsweredDelivery {
  readonly deliveryId: string;
  readonly subscriptionId: string;
  readonly eventId: string;
  /** SHA-256 of the message's body, base64url. */
  readonly payloadDigest: string;
  readonly answer: EndpointAnswer;
}

type AnswerListener = (answered: AnsweredDelivery) => Promise<void>;

/** Who reads what receivers answer beside their status. A delivery is settled whatever they make of it. */
@Injectable()
export class AnswerListeners {
  private readonly logger = new Logger(AnswerListeners.name);
  private readonly listeners: AnswerListener[] = [];

  /** At module start. */
  add(listener: AnswerListener): void {
    this.listeners.push(listener);
  }

  async tell(answered: AnsweredDelivery): Promise<void> {
    for (const listener of this.listeners) {
      await listener(answered).catch((error: unknown) => {
        this.logger.warn({ err: safeError(error) }, `the answer to delivery ${answered.deliveryId} was not read`);
      });
    }
  }
}
