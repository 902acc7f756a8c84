// The engine that encrypts and decrypts: the HPKE suite of the library `hpke`, with X-Wing (0x647a)
// from the browser itself or else from the fallback file. Either is used only after it passed the
// known-answer test.
// An engine here is { suite, publicKey(seed) -> bytes }.
import { AEAD_AES_256_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_MLKEM768_X25519 } from 'hpke'
import { fault, subtle } from './bytes.mjs'
import { givesKnownAnswer } from './known-answer.mjs'

let address
let loading
let choice

// The address of seal-noble.js, which is fetched only when needed, and once.
export const setFallback = (url) => {
  address = url
}

export const fallback = () =>
  (loading ??= import(address).catch((why) => {
    loading = undefined
    throw why
  }))

const suiteWith = (kem) => new CipherSuite(kem, KDF_HKDF_SHA256, AEAD_AES_256_GCM)

// The library makes a public key only in its DeriveKeyPair, which hashes with SHAKE first; no
// browser has SHAKE, and our seeds need no hashing. So WebCrypto is asked for the public half.
const ofTheBrowser = () => {
  const suite = suiteWith(KEM_MLKEM768_X25519)
  const publicKey = async (seed) => {
    const privateKey = await suite.DeserializePrivateKey(seed)
    return suite.SerializePublicKey(await subtle.getPublicKey(privateKey, ['encapsulateBits']))
  }
  return { suite, publicKey }
}

const ofTheFallback = async () => {
  const { xwing, publicKey } = await fallback()
  return { suite: suiteWith(xwing), publicKey }
}

const choose = async () => {
  if (!subtle) throw fault('NoCrypto') // plain http: the server must seal
  for (const make of [ofTheBrowser, ofTheFallback]) {
    try {
      const engine = await make()
      if (await givesKnownAnswer(engine)) return engine
    } catch {
      // Missing or broken: try the next one.
    }
  }
  throw fault('NoCrypto')
}

// Resolves to an engine, or rejects when this browser can have none. Call it early, so that the
// fallback is fetched in time.
export const ready = () =>
  (choice ??= choose().catch((why) => {
    choice = undefined
    throw why
  }))
