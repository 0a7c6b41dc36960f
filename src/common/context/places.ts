/** A bounded number of something for each tenant, on this process. */
export class Places {
  private readonly taken = new Map<string, number>();

  constructor(private readonly perTenant: number) {}

  /** Takes a place, and tells whether there was one; give it back with `release`. */
  take(tenantId: string): boolean {
    const taken = this.taken.get(tenantId) ?? 0;
    if (taken >= this.perTenant) return false;
    this.taken.set(tenantId, taken + 1);
    return true;
  }

  release(tenantId: string): void {
    const taken = this.taken.get(tenantId) ?? 0;
    if (taken > 1) this.taken.set(tenantId, taken - 1);
    else this.taken.delete(tenantId);
  }
}
