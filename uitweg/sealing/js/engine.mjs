// Where X-Wing (a KEM, 0x647a) comes from: the browser itself, or else the fallback file.
// A KEM here is { publicKey(seed), encap(publicKey) -> [secret, enc], decap(seed, enc) -> secret }.
import { KEM_MLKEM768_X25519 } from 'hpke'
import { equal, fault } from './bytes.mjs'

let address
let loading
let choice

// Where seal-noble.js stands; fetched at most once, and only when it is needed.
export const setFallback = (url) => {
  address = url
}

export const fallback = () =>
  (loading ??= import(address).catch((why) => {
    loading = undefined
    throw why
  }))

export const native = () => {
  const kem = KEM_MLKEM768_X25519()
  return {
    // The library's DeriveKeyPair hashes first; this `kdf` hands it the seed instead.
    publicKey: async (seed) => {
      const pair = await { ...kem, kdf: { Derive: async () => seed } }.DeriveKeyPair(seed, true)
      return kem.SerializePublicKey(pair.publicKey)
    },
    encap: async (publicKey) => {
      const { shared_secret, enc } = await kem.Encap(await kem.DeserializePublicKey(publicKey))
      return [shared_secret, enc]
    },
    decap: async (seed, enc) => kem.Decap(enc, await kem.DeserializePrivateKey(seed, false)),
  }
}

// The browser counts only if both ends find the same secret.
const choose = async () => {
  if (!crypto.subtle) throw fault('NoCrypto') // plain http: the server must seal
  try {
    const kem = native()
    const seed = crypto.getRandomValues(new Uint8Array(32))
    const [secret, enc] = await kem.encap(await kem.publicKey(seed))
    if (equal(secret, await kem.decap(seed, enc))) return kem
  } catch {
    // Unsupported: go on to the fallback.
  }
  return (await fallback()).xwing
}

// Resolves when sealing can start, rejects where it cannot (then the form goes to the server
// as it is). Call it early, to have the fallback fetched by then.
export const ready = () =>
  (choice ??= choose().catch((why) => {
    choice = undefined
    throw why
  }))
