// Decrypting with a symmetric key: AES-256-GCM, the context as associated data (the same as box.py).
import { bytes, equal, fault, sha256, subtle } from './bytes.mjs'

const START = [1, 0, 2]
const HEADER = 11
const NONCE_END = HEADER + 12
const TAG = 16

const keyId = async (key) => (await sha256('uitweg/v1|key-id|', key)).slice(0, 8)

export const unlock = async (key, info, envelope) => {
  if (envelope.length < NONCE_END + TAG || !equal(envelope.slice(0, 3), START)) {
    throw fault('Malformed')
  }
  try {
    if (equal(envelope.slice(3, HEADER), await keyId(key))) {
      const aes = await subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt'])
      const how = { name: 'AES-GCM', iv: envelope.slice(HEADER, NONCE_END), additionalData: info }
      return await bytes(subtle.decrypt(how, aes, envelope.slice(NONCE_END)))
    }
  } catch {
    // Which of them went wrong is not told.
  }
  throw fault('CannotOpen')
}
