// HPKE base mode for one message (RFC 9180, sections 4, 5.1 and 6.1), with HKDF-SHA256 and AES-GCM.
import { bytes, join, subtle } from './bytes.mjs'

const VERSION = 'HPKE-v1'
const NO_SALT = new Uint8Array(32) // what an empty salt is to HMAC; WebCrypto refuses an empty key
const SUITE = [0x64, 0x7a, 0, 1, 0, 2] // X-Wing, HKDF-SHA256, AES-256-GCM

const hmac = async (key, ...parts) => {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const own = await subtle.importKey('raw', key, algorithm, false, ['sign'])
  return bytes(subtle.sign('HMAC', own, join(...parts)))
}

// From the KEM's secret to the key and nonce of the first (here: only) message.
export const schedule = async (secret, info, suite = SUITE, keyLength = 32) => {
  const id = join('HPKE', suite)
  const extract = (salt, label, ikm) => hmac(salt, VERSION, id, label, ikm)
  const context = join(
    [0],
    await extract(NO_SALT, 'psk_id_hash', ''),
    await extract(NO_SALT, 'info_hash', info),
  )
  const mixed = await extract(secret, 'secret', '')
  // One block of HKDF is enough: nothing here is longer than 32 bytes.
  const expand = async (label, length) =>
    (await hmac(mixed, [0, length], VERSION, id, label, context, [1])).slice(0, length)
  return [await expand('key', keyLength), await expand('base_nonce', 12)]
}

const none = new Uint8Array()

// The last three are for the RFC's vectors: another suite, its length of key, data beside it.
const aes = (way) => async (secret, info, content, suite, keyLength, beside = none) => {
  const [key, iv] = await schedule(secret, info, suite, keyLength)
  const own = await subtle.importKey('raw', key, 'AES-GCM', false, [way])
  return bytes(subtle[way]({ name: 'AES-GCM', iv, additionalData: beside }, own, content))
}

export const close = aes('encrypt')
export const open = aes('decrypt')
