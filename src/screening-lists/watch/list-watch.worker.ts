import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Settings } from '../../../config/settings.js';
import { PubSub } from '../../common/pubsub/pub-sub.js';
import { safeError } from '../../common/safe-error.js';
import { SETTINGS } from '../../common/tokens.js';
import { EVENTS_CHANNEL } from '../../events/event-tail.js';
import { ListWatch } from './list-watch.js';

/** A lost wake-up delays an alert by no more than this. */
const POLL_MS = 500;
/** How soon to look again when the name index has to catch up first. */
const CATCH_UP_MS = 50;

/** Runs the watch in a process that works jobs: whenever something happened, and now and then in case nobody said so. */
@Injectable()
export class ListWatchWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('ScreeningListWatch');
  private timer: NodeJS.Timeout | undefined;
  private soon: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isWoken = false;
  private isStopping = false;
  private unsubscribe: (() => Promise<void>) | undefined;

  constructor(
    private readonly watch: ListWatch,
    private readonly pubSub: PubSub,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.settings.LIAISON_WORK_JOBS) return;
    this.unsubscribe = await this.pubSub.subscribe(EVENTS_CHANNEL, () => this.wake());
    this.timer = setInterval(() => this.wake(), POLL_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.timer);
    clearTimeout(this.soon);
    await this.unsubscribe?.();
    await this.running;
    await this.watch.stop();
  }

  private wake(): void {
    this.isWoken = true;
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
  }

  private async run(): Promise<void> {
    while (this.isWoken && !this.isStopping) {
      this.isWoken = false;
      try {
        const turn = await this.watch.turn();
        if (turn === 'worked') this.isWoken = true;
        if (turn === 'waiting' && !this.isStopping) this.soon = setTimeout(() => this.wake(), CATCH_UP_MS);
      } catch (error) {
        if (!this.isStopping) this.logger.warn({ err: safeError(error) }, 'watching lists failed, will try again');
      }
    }
  }
}
