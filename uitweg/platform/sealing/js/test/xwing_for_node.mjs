// The X-Wing of a modern browser, for Node, which has only its parts: the library `hpke` joins
// them, under WebCrypto's names. The X-Wing of a real browser is tried in the journeys.
import { KEM_MLKEM768_X25519 } from 'hpke'

export const NAME = 'MLKEM768-X25519'
const kem = KEM_MLKEM768_X25519()

// The library's DeriveKeyPair hashes first; this `kdf` hands it the seed instead.
const derive = (seed) => ({ ...kem, kdf: { Derive: async () => seed } }).DeriveKeyPair(seed, false)

const key = (type, own) => ({
  type,
  own,
  algorithm: { name: NAME },
  extractable: type === 'public',
  [Symbol.toStringTag]: 'CryptoKey',
})

export const xwing = {
  importKey: async (format, bytes) =>
    format === 'raw-seed'
      ? key('private', await derive(Uint8Array.from(bytes)))
      : key('public', await kem.DeserializePublicKey(Uint8Array.from(bytes))),
  getPublicKey: async ({ own }) => key('public', own.publicKey),
  exportKey: async (_, { own }) => (await kem.SerializePublicKey(own)).buffer,
  encapsulateBits: async (_, { own }) => {
    const { shared_secret, enc } = await kem.Encap(own)
    return { sharedKey: shared_secret.buffer, ciphertext: enc.buffer }
  },
  decapsulateBits: async (_, { own }, enc) =>
    (await kem.Decap(Uint8Array.from(enc), own.privateKey, own.publicKey)).buffer,
}
