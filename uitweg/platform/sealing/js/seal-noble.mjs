// X-Wing and Ed25519 in plain JavaScript, for browsers that lack either.
import { ed25519 } from '@noble/curves/ed25519.js'
import { ml_kem768_x25519 as kem } from '@noble/post-quantum/hybrid.js'

export const xwing = {
  publicKey: async (seed) => kem.keygen(seed).publicKey,
  encap: async (publicKey) => {
    const { sharedSecret, cipherText } = kem.encapsulate(publicKey)
    return [sharedSecret, cipherText]
  },
  decap: async (seed, enc) => kem.decapsulate(enc, seed),
}

export const verify = (verifyKey, signed, signature) => {
  try {
    return ed25519.verify(signature, signed, verifyKey, { zip215: false })
  } catch {
    return false
  }
}
