// Bytes and text.
const text = new TextEncoder()

export const utf8 = (string) => text.encode(string)

export const fromUtf8 = (bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes)

export const hex = (bytes) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

export const b64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))

export const unb64 = (string) => Uint8Array.from(atob(string), (sign) => sign.charCodeAt(0))

export const join = (...parts) => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0)
  return all
}

export const equal = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at])

export const sha256 = async (bytes) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))

export const fault = (name, more) => Object.assign(new Error(name), { name }, more)
