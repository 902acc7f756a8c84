// Public test vectors; where each comes from stands in its file. The browser's own X-Wing is tried
// against them in the journeys: Node has none.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as hpke from 'hpke'
import { publicKey, xwing } from '../seal-noble.mjs'
import { hex, unhex, vectors } from './fixtures.mjs'

const AEADS = { 1: hpke.AEAD_AES_128_GCM, 2: hpke.AEAD_AES_256_GCM, 3: hpke.AEAD_ChaCha20Poly1305 }

const opensAll = async (kem, vector) => {
  const suite = new hpke.CipherSuite(kem, hpke.KDF_HKDF_SHA256, AEADS[vector.aead_id])
  const key = await suite.DeserializePrivateKey(unhex(vector.skRm), true)
  const pair = { privateKey: key, publicKey: await suite.DeserializePublicKey(unhex(vector.pkRm)) }
  const context = await suite.SetupRecipient(pair, unhex(vector.enc), { info: unhex(vector.info) })
  for (const { aad, ct, pt } of vector.encryptions) {
    assert.equal(hex(await context.Open(unhex(ct), unhex(aad))), pt)
  }
}

for (const [at, vector] of vectors('xwing').entries()) {
  test(`X-Wing draft vector ${at} with the fallback`, async () => {
    const [seed, kem] = [unhex(vector.seed), xwing()]
    assert.equal(hex(await publicKey(seed)), vector.pk)
    const own = await kem.DeserializePrivateKey(seed)
    assert.equal(hex(await kem.Decap(unhex(vector.ct), own)), vector.ss)
  })
}

test('HPKE X-Wing vector opens with the fallback', async () => {
  const [vector] = vectors('hpke_pq')
  assert.equal(hex(await publicKey(unhex(vector.skRm))), vector.pkRm)
  await opensAll(xwing, vector)
})

for (const vector of vectors('rfc9180')) {
  test(`RFC 9180 vector with AEAD ${vector.aead_id}`, async () => {
    await opensAll(hpke.KEM_DHKEM_X25519_HKDF_SHA256, vector)
  })
}
