import { Injectable } from '@nestjs/common';
import type { SequencedEvent } from '../events/events.repository.js';
import type { Subscription } from '../subscriptions/subscriptions.repository.js';

/** A message as it goes out, byte for byte. */
export interface OutgoingMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What an endpoint answered, as far as it was read. */
export interface EndpointAnswer {
  readonly status: number;
  /** Media type without parameters, in lower case; empty when there is none. */
  readonly type: string;
  /** Empty when it is longer than the client reads. */
  readonly body: string;
}

/** How the messages of one subscription are written, and which answer means that one arrived. */
export interface Channel {
  /** Writes an event as the message with this number. */
  write(event: SequencedEvent, seq: number, nowMs: number): OutgoingMessage | Promise<OutgoingMessage>;
  /** Code of what is wrong with an answer; nothing when its status says all. */
  problemOf?(answer: EndpointAnswer): string | undefined;
  /** When the channel must be opened anew, since one of its keys ends. */
  readonly endsAtMs: number | null;
}

/** Opens the channels of subscriptions, in a constant number of statements however many there are. */
export type ChannelOpener = (subscriptions: readonly Subscription[], nowMs: number) => Promise<Map<string, Channel>>;

/** The ways on which events go out. Each feature that brings one registers it at module start. */
@Injectable()
export class Channels {
  private readonly openers = new Map<Subscription['channel'], ChannelOpener>();

  register(name: Subscription['channel'], open: ChannelOpener): void {
    this.openers.set(name, open);
  }

  /** Channels by subscription; one whose feature is not there is left out. */
  async open(subscriptions: readonly Subscription[], nowMs: number): Promise<Map<string, Channel>> {
    const opened = new Map<string, Channel>();
    for (const [name, open] of this.openers) {
      const own = subscriptions.filter(({ channel }) => channel === name);
      if (own.length === 0) continue;
      for (const [id, channel] of await open(own, nowMs)) opened.set(id, channel);
    }
    return opened;
  }
}
