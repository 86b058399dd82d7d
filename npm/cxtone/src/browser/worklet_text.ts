// Texts as UTF-8 and back where an audio thread has no `TextDecoder` and no `TextEncoder`.
// The build puts them where the bindings want those; they have of them what the bindings use.

class Decoder {
  decode(bytes: Uint8Array = new Uint8Array()): string {
    const characters = Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`);
    return decodeURIComponent(characters.join(''));
  }
}

class Encoder {
  encodeInto(text: string, place: Uint8Array): { read: number; written: number } {
    const bytes = encodeURIComponent(text).match(/%..|./g) ?? [];
    place.set(bytes.map((byte) => (byte.length > 1 ? parseInt(byte.slice(1), 16) : byte.charCodeAt(0))));
    return { read: text.length, written: bytes.length };
  }
}

export { Decoder as TextDecoder, Encoder as TextEncoder };
