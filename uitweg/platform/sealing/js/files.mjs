// Encrypts files in chunks (the same as files.py): the STREAM construction of age, with WebCrypto's
// AES-GCM. A whole file is never in memory. WebCrypto cannot hash piece by piece, so noble does.
import { sha256 } from '@noble/hashes/sha2.js'
import { bytes, equal, fault, join, random, subtle } from './bytes.mjs'

const KIB = 1024
const CHUNK = 64 * KIB
const TAG = 16
const LENGTH = 8 // the true length stands before the bytes
const READ = 1024 * KIB

export const newFile = () => ({ id: random(16), key: random(32) })

// The padded length of a file of `size` bytes, in steps that hide its exact size.
export const paddedLength = (size) => {
  const whole = LENGTH + size
  const step = whole <= CHUNK ? 4 * KIB : whole <= 16 * KIB * KIB ? CHUNK : KIB * KIB
  return Math.ceil(whole / step) * step
}

export const chunkCount = (size) => Math.ceil(paddedLength(size) / CHUNK)

// The length of all encrypted chunks of a file together.
export const sealedLength = (size) => paddedLength(size) + chunkCount(size) * TAG

const cipher = async ({ id, key, size }, way) => {
  const own = await subtle.importKey('raw', key, 'AES-GCM', false, [way])
  const additionalData = join('uitweg file 1', [0], id)
  return (at, content) => {
    const iv = new Uint8Array(12)
    new DataView(iv.buffer).setUint32(7, at)
    iv[11] = at === chunkCount(size) - 1
    return bytes(subtle[way]({ name: 'AES-GCM', iv, additionalData }, own, content))
  }
}

// The bytes of the file that chunk `at` holds (from, to), and its length with padding.
const place = (size, at) => {
  const start = at * CHUNK
  const length = Math.min(CHUNK, paddedLength(size) - start)
  return { from: Math.max(0, start - LENGTH), to: start - LENGTH + length, length }
}

// Returns a function that encrypts chunk `at` of the blob.
export const sealer = async ({ id, key }, blob) => {
  const { size } = blob
  const encrypt = await cipher({ id, key, size }, 'encrypt')
  return async (at) => {
    const { from, to, length } = place(size, at)
    const content = new Uint8Array(length)
    if (!at) new DataView(content.buffer).setBigUint64(0, BigInt(size))
    content.set(await bytes(blob.slice(from, to).arrayBuffer()), at ? 0 : LENGTH)
    return encrypt(at, content)
  }
}

// Returns a function that decrypts chunk `at` to the file's content, without length and padding.
// It throws CannotOpen, or Malformed when the file is not as long as `size` says.
export const opener = async ({ id, key, size }) => {
  const decrypt = await cipher({ id, key, size }, 'decrypt')
  return async (at, sealed) => {
    const content = await decrypt(at, sealed).catch(() => {
      throw fault('CannotOpen')
    })
    const { from, to, length } = place(size, at)
    const start = at ? 0 : LENGTH
    const end = start + Math.max(0, Math.min(size, to) - from)
    const lengthFits = at || new DataView(content.buffer).getBigUint64(0) === BigInt(size)
    if (!lengthFits || content.length !== length || content.subarray(end).some(Boolean)) {
      throw fault('Malformed')
    }
    return content.subarray(start, end)
  }
}

// SHA-256 of a blob, read piece by piece.
export const digest = async (blob) => {
  const hash = sha256.create()
  for (let from = 0; from < blob.size; from += READ) {
    hash.update(await bytes(blob.slice(from, from + READ).arrayBuffer()))
  }
  return hash.digest()
}

// Decrypts a whole file; `fetchFrom(at)` resolves to some whole chunks, beginning with chunk `at`.
// Returns a blob; throws Forged when its checksum is not the one in the message.
export const openFile = async (file, fetchFrom, onChunk = () => {}) => {
  const open = await opener(file)
  const hash = sha256.create()
  const parts = []
  for (let at = 0; at < chunkCount(file.size); ) {
    const sealed = await fetchFrom(at)
    if (!sealed.length) throw fault('CannotOpen')
    const opened = []
    for (let from = 0; from < sealed.length; from += CHUNK + TAG, at++) {
      const content = await open(at, sealed.subarray(from, from + CHUNK + TAG))
      hash.update(content)
      opened.push(content)
    }
    parts.push(new Blob(opened)) // the browser may keep a blob on disk
    onChunk(at)
  }
  if (!equal(hash.digest(), file.sha256)) throw fault('Forged')
  return new Blob(parts, { type: file.type })
}
