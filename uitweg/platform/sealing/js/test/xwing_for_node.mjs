// The X-Wing of a modern browser, for Node, which has only its parts: the library `hpke` joins
// them, under WebCrypto's names. The X-Wing of a real browser is tried in the journeys.
import { KEM_MLKEM768_X25519 } from 'hpke'

export const NAME = 'MLKEM768-X25519'
const kem = KEM_MLKEM768_X25519()

// The library's DeriveKeyPair hashes first; this `kdf` hands it the seed instead.
const derive = async (seed) => {
  const pair = await { ...kem, kdf: { Derive: async () => seed } }.DeriveKeyPair(seed, true)
  return kem.SerializePublicKey(pair.publicKey)
}

export const xwing = {
  importKey: async (format, bytes) => ({ name: NAME, [format]: Uint8Array.from(bytes) }),
  getPublicKey: async (key) => ({ name: NAME, 'raw-public': await derive(key['raw-seed']) }),
  exportKey: async (format, key) => key[format].slice().buffer,
  encapsulateBits: async (name, key) => {
    const { shared_secret, enc } = await kem.Encap(await kem.DeserializePublicKey(key['raw-public']))
    return { sharedKey: shared_secret.buffer, ciphertext: enc.buffer }
  },
  decapsulateBits: async (name, key, enc) =>
    (await kem.Decap(enc, await kem.DeserializePrivateKey(key['raw-seed'], false))).buffer,
}
