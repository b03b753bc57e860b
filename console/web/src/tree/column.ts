/** What a column answers before its first row, and how columns of rows say "no row". */
export const NONE = -1;

type Numbers = Int32Array | Uint8Array | Uint16Array | Float64Array;

/** A column of numbers that grows by doubling. */
export class Column<A extends Numbers> {
  private cells: A;

  constructor(private readonly type: new (length: number) => A) {
    this.cells = new type(1024);
  }

  get(index: number): number {
    return index < 0 ? NONE : (this.cells[index] ?? 0);
  }

  set(index: number, value: number): void {
    if (index >= this.cells.length) {
      const larger = new this.type(Math.max(index + 1, this.cells.length * 2));
      larger.set(this.cells as never);
      this.cells = larger;
    }
    this.cells[index] = value;
  }
}
