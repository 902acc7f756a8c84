// HPKE base mode for one message (RFC 9180, sections 5.1 and 6.1), on the building blocks of `hpke`.
import { LabeledExpand, LabeledExtract } from 'hpke'
import { join, utf8 } from './bytes.mjs'

const NONE = new Uint8Array()
const two = (n) => [n >> 8, n & 255]

// From the KEM's secret to the key and nonce of the first (here: only) message.
export const schedule = async ({ kemId, kdf, aead }, secret, info) => {
  const suite = join(utf8('HPKE'), two(kemId), two(kdf.id), two(aead.id))
  const extract = (salt, label, ikm) => LabeledExtract(kdf, suite, salt, utf8(label), ikm)
  const context = join(
    [0],
    await extract(NONE, 'psk_id_hash', NONE),
    await extract(NONE, 'info_hash', info),
  )
  const mixed = await extract(secret, 'secret', NONE)
  const expand = (label, n) => LabeledExpand(kdf, suite, mixed, utf8(label), context, n)
  return [await expand('key', aead.Nk), await expand('base_nonce', aead.Nn)]
}

export const close = async (suite, secret, info, plaintext, aad = NONE) =>
  suite.aead.Seal(...(await schedule(suite, secret, info)), aad, plaintext)

export const open = async (suite, secret, info, ciphertext, aad = NONE) =>
  suite.aead.Open(...(await schedule(suite, secret, info)), aad, ciphertext)
