// The library `hpke`, which no page carries, opens what we seal, and seals what we open.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as library from 'hpke'
import { random } from '../bytes.mjs'
import { close, open } from '../hpke.mjs'
import { xwing } from '../seal-noble.mjs'

const suite = new library.CipherSuite(
  library.KEM_MLKEM768_X25519,
  library.KDF_HKDF_SHA256,
  library.AEAD_AES_256_GCM,
)
const info = random(60)

test('the library opens what we seal', async () => {
  for (const length of [1, 4096, 60000]) {
    const [seed, content] = [random(32), random(length)]
    const [secret, enc] = await xwing.encap(await xwing.publicKey(seed))
    const own = await suite.DeserializePrivateKey(seed)
    const closed = await close(secret, info, content)
    assert.deepEqual(await suite.Open(own, enc, closed, { info }), content)
  }
})

test('we open what the library seals', async () => {
  for (let times = 0; times < 20; times++) {
    const [seed, content] = [random(32), random(5000)]
    const to = await suite.DeserializePublicKey(await xwing.publicKey(seed))
    const { encapsulatedSecret, ciphertext } = await suite.Seal(to, content, { info })
    const secret = await xwing.decap(seed, encapsulatedSecret)
    assert.deepEqual(await open(secret, info, ciphertext), content)
  }
})
