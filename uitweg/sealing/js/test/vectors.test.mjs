// Public test vectors; where each comes from stands in its file.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AEAD_AES_128_GCM, AEAD_AES_256_GCM, KDF_HKDF_SHA256 } from 'hpke'
import { native } from '../engine.mjs'
import { close, open, schedule } from '../hpke.mjs'
import { xwing as noble } from '../seal-noble.mjs'
import { hex, unhex, vectors } from './fixtures.mjs'

const kems = { native: native(), noble }

for (const [name, kem] of Object.entries(kems)) {
  for (const [at, vector] of vectors('xwing').entries()) {
    test(`X-Wing draft vector ${at} with the ${name} KEM`, async () => {
      const seed = unhex(vector.seed)
      assert.equal(hex(await kem.publicKey(seed)), vector.pk)
      assert.equal(hex(await kem.decap(seed, unhex(vector.ct))), vector.ss)
    })
  }

  test(`HPKE X-Wing vector with the ${name} KEM, up to key and nonce`, async () => {
    const [vector] = vectors('hpke_pq')
    const seed = unhex(vector.skRm)
    assert.equal(hex(await kem.publicKey(seed)), vector.pkRm)
    const secret = await kem.decap(seed, unhex(vector.enc))
    assert.equal(hex(secret), vector.shared_secret)
    const suite = { kemId: 0x647a, kdf: KDF_HKDF_SHA256(), aead: { id: 3, Nk: 32, Nn: 12 } }
    const [key, nonce] = await schedule(suite, secret, unhex(vector.info))
    assert.equal(hex(key), vector.key)
    assert.equal(hex(nonce), vector.base_nonce)
  })
}

for (const vector of vectors('rfc9180')) {
  test(`RFC 9180 vector with AEAD ${vector.aead_id}`, async () => {
    const aead = vector.aead_id === 1 ? AEAD_AES_128_GCM() : AEAD_AES_256_GCM()
    const suite = { kemId: 0x20, kdf: KDF_HKDF_SHA256(), aead }
    const [{ pt, ct, aad }] = vector.encryptions
    const closed = [suite, unhex(vector.shared_secret), unhex(vector.info)]
    assert.equal(hex(await close(...closed, unhex(pt), unhex(aad))), ct)
    assert.equal(hex(await open(...closed, unhex(ct), unhex(aad))), pt)
  })
}
