function fill(bytes: Uint8Array): void {
  // Node 18 has no global crypto; these ids need to be unique, not secret.
  if (globalThis.crypto) globalThis.crypto.getRandomValues(bytes);
  else for (let i = 0; i < bytes.length; ++i) bytes[i] = Math.random() * 256;
}

/** UUIDs of version 7 (RFC 9562), each greater than those this maker made before. */
export class Uuid7 {
  #ms = 0;
  #count = 0; // 12 bits behind the time

  next(now: number): string {
    if (now > this.#ms) {
      this.#ms = now;
      this.#count = 0;
    } else if (++this.#count > 0xfff) {
      this.#ms += 1;
      this.#count = 0;
    }
    const bytes = new Uint8Array(8);
    fill(bytes);
    bytes[0] = (bytes[0]! & 0x3f) | 0x80;
    const rest = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const time = this.#ms.toString(16).padStart(12, "0");
    const count = this.#count.toString(16).padStart(3, "0");
    return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${rest.slice(0, 4)}-${rest.slice(4)}`;
  }
}
