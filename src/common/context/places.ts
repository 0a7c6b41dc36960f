/** A bounded number of something for each tenant and for all together, on this process. */
export class Places {
  private readonly taken = new Map<string, number>();
  private all = 0;

  constructor(
    private readonly perTenant: number,
    private readonly total: number,
  ) {}

  /** Takes a place, and tells whether there was one; give it back with `release`. */
  take(tenantId: string): boolean {
    const taken = this.taken.get(tenantId) ?? 0;
    if (taken >= this.perTenant || this.all >= this.total) return false;
    this.taken.set(tenantId, taken + 1);
    this.all += 1;
    return true;
  }

  /** Gives back a place that was taken. */
  release(tenantId: string): void {
    const taken = this.taken.get(tenantId);
    if (taken === undefined) return;
    this.all -= 1;
    if (taken > 1) this.taken.set(tenantId, taken - 1);
    else this.taken.delete(tenantId);
  }
}
