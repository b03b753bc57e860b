/** A decoder for MessagePack, which the SDK uses for data classes. Integers beyond 2^53 become bigint. */

const MAX_DEPTH = 64;

export function decodeMsgpack(bytes: Uint8Array): unknown {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  if (!reader.atEnd) throw new RangeError("bytes behind the value");
  return value;
}

class Reader {
  private readonly view: DataView;
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get atEnd(): boolean {
    return this.at === this.bytes.length;
  }

  value(depth: number): unknown {
    if (depth > MAX_DEPTH) throw new RangeError("nested too deeply");
    const type = this.uint(1);
    if (type < 0x80) return type;
    if (type < 0x90) return this.map(type & 0x0f, depth);
    if (type < 0xa0) return this.list(type & 0x0f, depth);
    if (type < 0xc0) return this.text(type & 0x1f);
    if (type >= 0xe0) return type - 0x100;
    switch (type) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.take(this.uint(1 << (type - 0xc4))).slice();
      case 0xc7:
      case 0xc8:
      case 0xc9:
        return this.extension(this.uint(1 << (type - 0xc7)));
      case 0xca:
        return this.read(4, (at) => this.view.getFloat32(at));
      case 0xcb:
        return this.read(8, (at) => this.view.getFloat64(at));
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.uint(1 << (type - 0xcc));
      case 0xcf:
        return exact(this.read(8, (at) => this.view.getBigUint64(at)));
      case 0xd0:
        return this.read(1, (at) => this.view.getInt8(at));
      case 0xd1:
        return this.read(2, (at) => this.view.getInt16(at));
      case 0xd2:
        return this.read(4, (at) => this.view.getInt32(at));
      case 0xd3:
        return exact(this.read(8, (at) => this.view.getBigInt64(at)));
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.extension(1 << (type - 0xd4));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.text(this.uint(1 << (type - 0xd9)));
      case 0xdc:
      case 0xdd:
        return this.list(this.uint(type === 0xdc ? 2 : 4), depth);
      case 0xde:
      case 0xdf:
        return this.map(this.uint(type === 0xde ? 2 : 4), depth);
      default:
        throw new RangeError(`no type ${type}`);
    }
  }

  private uint(size: number): number {
    return this.read(size, (at) =>
      size === 1 ? this.view.getUint8(at) : size === 2 ? this.view.getUint16(at) : this.view.getUint32(at),
    );
  }

  private read<T>(size: number, get: (at: number) => T): T {
    const at = this.at;
    this.skip(size);
    return get(at);
  }

  private skip(size: number): void {
    if (this.at + size > this.bytes.length) throw new RangeError("the value is cut off");
    this.at += size;
  }

  private take(size: number): Uint8Array {
    const from = this.at;
    this.skip(size);
    return this.bytes.subarray(from, from + size);
  }

  private text(size: number): string {
    return new TextDecoder().decode(this.take(size));
  }

  private extension(size: number): string {
    const type = this.read(1, (at) => this.view.getInt8(at));
    this.skip(size);
    return `extension ${type} of ${size} bytes`;
  }

  private list(size: number, depth: number): unknown[] {
    if (size > this.bytes.length) throw new RangeError("the value is cut off");
    return Array.from({ length: size }, () => this.value(depth + 1));
  }

  private map(size: number, depth: number): Record<string, unknown> {
    if (size > this.bytes.length) throw new RangeError("the value is cut off");
    const entries: [string, unknown][] = [];
    for (let index = 0; index < size; index++) entries.push([String(this.value(depth + 1)), this.value(depth + 1)]);
    return Object.fromEntries(entries);
  }
}

function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
