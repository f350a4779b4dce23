/** The parts of Node's Buffer that are worth having: faster than any loop in JavaScript. Work on any Uint8Array as `this`. */
interface NativeBuffer {
  from(text: string, encoding: 'base64'): Uint8Array
  prototype: {
    latin1Slice?(this: Uint8Array, start: number, end: number): string
    hexSlice?(this: Uint8Array, start: number, end: number): string
    base64Slice?(this: Uint8Array, start: number, end: number): string
  }
}

/** Node's Buffer, or `undefined` in a browser. Looked up at run time, so that a bundler adds no substitute. */
export const nativeBuffer = (globalThis as { Buffer?: NativeBuffer }).Buffer
