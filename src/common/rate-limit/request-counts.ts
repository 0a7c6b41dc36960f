/** Where processes tell each other how many requests each tenant made. */
export abstract class RequestCounts {
  /**
   * Adds what this process counted in a window and gives the totals of all processes for the same tenants, where they are known.
   * @throws when the counts are out of reach
   */
  abstract exchange(window: number, counts: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>>;
}
