/** Wake-up calls between replicas. A message may be lost: whoever listens must also look at the tables now and then. */
export abstract class PubSub {
  abstract publish(channel: string, message: string): Promise<void>;
  /** Calls the listener for each message; gives a function that ends it. */
  abstract subscribe(channel: string, listener: (message: string) => void): Promise<() => Promise<void>>;
  abstract close(): Promise<void>;
}
