// A browser's X-Wing is young, and a wrong one would seal what nobody can open. So before an engine
// is used it opens a message that Python sealed once, and then one that it sealed itself.
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
