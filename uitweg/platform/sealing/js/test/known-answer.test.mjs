// An engine that does not give the known answer is not used.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AEAD_AES_256_GCM, CipherSuite, KDF_HKDF_SHA256 } from 'hpke'
import { givesKnownAnswer } from '../known-answer.mjs'
import { publicKey, xwing as noble } from '../seal-noble.mjs'
import { fallbackUrl, load } from './page.mjs'
import { NAME, xwing } from './xwing_for_node.mjs'

const suiteWith = (changes = {}) =>
  new CipherSuite(() => ({ ...noble(), ...changes }), KDF_HKDF_SHA256, AEAD_AES_256_GCM)
const zeros = (length) => new Uint8Array(length)
const seed = zeros(32).fill(3)

test('an engine that works gives the known answer', async () => {
  assert.equal(await givesKnownAnswer({ suite: suiteWith(), publicKey }), true)
})

test('an engine with a wrong secret, a wrong public key or another text does not', async () => {
  const wrong = { Decap: async () => zeros(32) }
  await assert.rejects(givesKnownAnswer({ suite: suiteWith(wrong), publicKey }))
  const ofAnother = () => publicKey(seed)
  await assert.rejects(givesKnownAnswer({ suite: suiteWith(), publicKey: ofAnother }))
  const deaf = new Proxy(suiteWith(), {
    get: (suite, name) => (name === 'Open' ? async () => zeros(1) : suite[name].bind(suite)),
  })
  assert.equal(await givesKnownAnswer({ suite: deaf, publicKey }), false)
})

const broken = {
  'finds a wrong secret when it opens': { decapsulateBits: async () => zeros(32).buffer },
  'finds a wrong secret when it seals': {
    encapsulateBits: async (...all) => ({ ...(await xwing.encapsulateBits(...all)), sharedKey: zeros(32).buffer }),
  },
  'makes a wrong public key': {
    exportKey: async () => (await publicKey(seed)).buffer,
  },
}
const nowhere = 'file:///nowhere.js'
const asFile = (script) => `data:text/javascript,${encodeURIComponent(script)}`
const brokenFallback = asFile(`
  import { publicKey, xwing as real } from ${JSON.stringify(fallbackUrl)}
  export { publicKey }
  export const xwing = () => ({ ...real(), Decap: async () => new Uint8Array(32) })
`)
const nothingSeals = async (Uitweg) => {
  await assert.rejects(Uitweg.ready(), (why) => why.name === 'NoCrypto')
  const key = await publicKey(seed)
  const message = { teamPublic: key, reporterPublic: key, mailboxHash: seed, key: seed, message: { text: 'x' } }
  await assert.rejects(Uitweg.sealMessage(message), (why) => why.name === 'NoCrypto')
}

for (const [fault, changes] of Object.entries(broken)) {
  test(`a browser whose X-Wing ${fault} seals with the fallback`, async () => {
    await nothingSeals(load({ broken: changes, fallback: nowhere }))
    const Uitweg = load({ broken: changes })
    assert.deepEqual(await Uitweg.publicKey(seed), await publicKey(seed))
  })
}

test('when the fallback is broken too, nothing is sealed', async () => {
  await nothingSeals(load({ without: [NAME], fallback: brokenFallback }))
  await nothingSeals(load({ broken: broken['finds a wrong secret when it opens'], fallback: brokenFallback }))
})

test('a browser that gives the known answer fetches no fallback', async () => {
  await load({ fallback: nowhere }).ready()
})
