// Envelopes sealed to a public key (the same as envelope.py and wire.py).
import { context, equal, fault, join, sha256 } from './bytes.mjs'
import { ready } from './engine.mjs'

const START = [1, 0, 1]
export const HEADER = 11
const ENC_END = HEADER + 1120
const STEP = 4096

export { context }

export const publicKey = async (seed) => (await ready()).publicKey(seed)

export const header = async (key) => join(START, (await sha256(key)).slice(0, 8))

export const seal = async (to, info, plaintext) => {
  const { suite } = await ready()
  const key = await suite.DeserializePublicKey(to)
  const { encapsulatedSecret, ciphertext } = await suite.Seal(key, plaintext, { info })
  return join(await header(to), encapsulatedSecret, ciphertext)
}

export const unseal = async (seed, info, envelope) => {
  const { suite, publicKey } = await ready()
  if (envelope.length < ENC_END + 16 || !equal(envelope.slice(0, 3), START)) {
    throw fault('Malformed')
  }
  const own = await header(await publicKey(seed))
  try {
    if (equal(envelope.slice(0, HEADER), own)) {
      const key = await suite.DeserializePrivateKey(seed)
      const enc = envelope.slice(HEADER, ENC_END)
      return await suite.Open(key, enc, envelope.slice(ENC_END), { info })
    }
  } catch {
    // Which of them went wrong is not told.
  }
  throw fault('CannotOpen')
}

export const pad = (content) => {
  const padded = new Uint8Array(Math.ceil((content.length + 4) / STEP) * STEP)
  new DataView(padded.buffer).setUint32(0, content.length)
  padded.set(content, 4)
  return padded
}

export const unpad = (padded) => {
  const length = padded.length < 4 ? 0 : new DataView(padded.slice(0, 4).buffer).getUint32(0)
  const content = padded.slice(4, 4 + length)
  if (!equal(pad(content), padded)) throw fault('Malformed')
  return content
}
