// X-Wing and Ed25519 in plain JavaScript, for browsers that lack either.
import { ed25519 } from '@noble/curves/ed25519.js'
import { ml_kem768_x25519 as kem } from '@noble/post-quantum/hybrid.js'

const algorithm = { name: 'MLKEM768-X25519' }
const key = (type, bytes) => ({ type, bytes, algorithm, extractable: false })

// A KEM as the library `hpke` takes one from outside: of its interface, what a suite calls here.
export const xwing = () => ({
  type: 'KEM',
  id: 0x647a,
  name: algorithm.name,
  Nsecret: 32,
  Nenc: 1120,
  Npk: 1216,
  Nsk: 32,
  DeserializePublicKey: async (bytes) => key('public', bytes.slice()),
  DeserializePrivateKey: async (seed) => key('private', seed.slice()),
  Encap: async ({ bytes }) => {
    const { sharedSecret, cipherText } = kem.encapsulate(bytes)
    return { shared_secret: sharedSecret, enc: cipherText }
  },
  Decap: async (enc, { bytes }) => kem.decapsulate(enc, bytes),
})

export const publicKey = async (seed) => kem.keygen(seed).publicKey

export const verify = (verifyKey, signed, signature) => {
  try {
    return ed25519.verify(signature, signed, verifyKey, { zip215: false })
  } catch {
    return false
  }
}
