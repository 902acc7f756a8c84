// Messages and answers (the same as conversation.py).
import { fault, fromUtf8, hex, unb64, utf8 } from './bytes.mjs'
import { fallback } from './engine.mjs'
import { context, pad, seal, unpad, unseal } from './envelope.mjs'

export const randomKey = () => crypto.getRandomValues(new Uint8Array(16))

export const sealMessage = async ({ teamPublic, reporterPublic, mailboxHash, key, message }) => {
  const { text, role, language, safe_times, signals } = message
  const padded = pad(utf8(JSON.stringify({ text, role, language, safe_times, signals })))
  const place = (reader) => context('message', hex(mailboxHash), hex(key), reader)
  return {
    forTeam: await seal(teamPublic, place('team'), padded),
    forReporter: await seal(reporterPublic, place('reporter'), padded),
  }
}

const open = async (kind, { seed, mailboxHash, key, envelope, reader = 'reporter' }) => {
  const place = context(kind, hex(mailboxHash), hex(key), reader)
  const content = unpad(await unseal(seed, place, envelope))
  try {
    return JSON.parse(fromUtf8(content))
  } catch {
    throw fault('Malformed')
  }
}

// Takes { seed, mailboxHash, key, envelope, reader }; throws CannotOpen or Malformed.
export const openMessage = (sealed) => open('message', sealed)

const verify = async (verifyKey, signed, signature) => {
  try {
    const key = await crypto.subtle.importKey('raw', verifyKey, 'Ed25519', false, ['verify'])
    return await crypto.subtle.verify('Ed25519', key, signature, signed)
  } catch (why) {
    if (why.name !== 'NotSupportedError') return false
    return (await fallback()).verify(verifyKey, signed, signature)
  }
}

// Takes `verifyKey` too; throws Forged when the team did not sign this for this mailbox and key.
export const openAnswer = async ({ verifyKey, ...sealed }) => {
  const { text, by, on, signature } = await open('answer', sealed)
  const place = context('answer-signature', hex(sealed.mailboxHash), hex(sealed.key))
  const signed = utf8(`${fromUtf8(place)}\0${by}\0${on}\0${text}`)
  let signatureBytes
  try {
    signatureBytes = unb64(signature)
  } catch {
    throw fault('Forged')
  }
  if (`${by}${on}`.includes('\0') || !(await verify(verifyKey, signed, signatureBytes))) {
    throw fault('Forged')
  }
  return { text, by, on }
}
