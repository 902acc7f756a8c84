// The known-answer test. X-Wing is new in browsers, and a wrong one would make messages that nobody
// can open. So an engine must first open a message made by Python, and then one that it made itself.
import { equal, fromUtf8, unb64, utf8 } from './bytes.mjs'
import known from './known-answer.json' with { type: 'json' }

export const givesKnownAnswer = async ({ suite, publicKey }) => {
  const [seed, enc, ciphertext] = [known.seed, known.enc, known.ciphertext].map(unb64)
  const options = { info: utf8(known.info) }
  const privateKey = await suite.DeserializePrivateKey(seed)
  const opened = await suite.Open(privateKey, enc, ciphertext, options)
  if (fromUtf8(opened) !== known.plaintext) return false

  const to = await suite.DeserializePublicKey(await publicKey(seed))
  const own = await suite.Seal(to, opened, options)
  const again = await suite.Open(privateKey, own.encapsulatedSecret, own.ciphertext, options)
  return equal(again, opened)
}
