// X-Wing as browsers have it (WebCrypto calls it MLKEM768-X25519). Throws where it is missing.
import { bytes, subtle } from './bytes.mjs'

const NAME = 'MLKEM768-X25519'
const ENCAP = 'encapsulateBits'

const load = (format, key, use) => subtle.importKey(format, key, NAME, false, [use])
const own = (seed) => load('raw-seed', seed, 'decapsulateBits')

export const publicKey = async (seed) =>
  bytes(subtle.exportKey('raw-public', await subtle.getPublicKey(await own(seed), [ENCAP])))

export const encap = async (to) => {
  const { sharedKey, ciphertext } = await subtle[ENCAP](NAME, await load('raw-public', to, ENCAP))
  return [await bytes(sharedKey), await bytes(ciphertext)]
}

export const decap = async (seed, enc) => bytes(subtle.decapsulateBits(NAME, await own(seed), enc))
