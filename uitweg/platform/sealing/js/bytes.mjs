// Bytes and text.
export const { subtle } = crypto // none over plain http; engine.mjs says so

const text = new TextEncoder()

export const utf8 = (string) => text.encode(string)

export const fromUtf8 = (bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes)

export const random = (length) => crypto.getRandomValues(new Uint8Array(length))

export const hex = (bytes) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

export const b64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))

export const unb64 = (string) => Uint8Array.from(atob(string), (sign) => sign.charCodeAt(0))

// The parts, which may be text, bytes, a buffer or a list of numbers, behind one another.
export const join = (...parts) =>
  Uint8Array.from(
    parts.flatMap((part) => [...(typeof part === 'string' ? utf8(part) : new Uint8Array(part))]),
  )

export const equal = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at])

// Which row and field an envelope belongs to, so that it opens nowhere else (wire.py).
export const context = (...parts) => utf8(['uitweg/v1', ...parts].join('|'))

// What WebCrypto promises, as Uint8Array.
export const bytes = async (buffer) => new Uint8Array(await buffer)

export const sha256 = (...parts) => bytes(subtle.digest('SHA-256', join(...parts)))

export const fault = (name, more) => Object.assign(new Error(name), { name }, more)
