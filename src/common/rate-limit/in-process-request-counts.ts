import { RequestCounts } from './request-counts.js';

/** The embedded profile's: there is no other process to hear of. */
export class InProcessRequestCounts extends RequestCounts {
  async exchange(): Promise<ReadonlyMap<string, number>> {
    return new Map();
  }
}
