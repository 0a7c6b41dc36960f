/** What is made of an object once, however many ask for it, and forgotten with the object. */
export class MadeOnce<Key extends object, Value> {
  private readonly made = new WeakMap<Key, Value>();

  of(key: Key, make: () => Value): Value {
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const value = make();
    this.made.set(key, value);
    return value;
  }
}
