// Public test vectors; where each comes from stands in its file. The browser's own X-Wing is tried
// against them in the journeys: Node has none.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { close, open, schedule } from '../hpke.mjs'
import { xwing as noble } from '../seal-noble.mjs'
import { hex, unhex, vectors } from './fixtures.mjs'

for (const [at, vector] of vectors('xwing').entries()) {
  test(`X-Wing draft vector ${at} with the fallback`, async () => {
    const seed = unhex(vector.seed)
    assert.equal(hex(await noble.publicKey(seed)), vector.pk)
    assert.equal(hex(await noble.decap(seed, unhex(vector.ct))), vector.ss)
  })
}

test('HPKE X-Wing vector with the fallback, up to key and nonce', async () => {
  const [vector] = vectors('hpke_pq')
  const seed = unhex(vector.skRm)
  assert.equal(hex(await noble.publicKey(seed)), vector.pkRm)
  const secret = await noble.decap(seed, unhex(vector.enc))
  assert.equal(hex(secret), vector.shared_secret)
  const suite = [0x64, 0x7a, 0, 1, 0, vector.aead_id]
  const [key, nonce] = await schedule(secret, unhex(vector.info), suite, vector.key.length / 2)
  assert.equal(hex(key), vector.key)
  assert.equal(hex(nonce), vector.base_nonce)
})

for (const vector of vectors('rfc9180')) {
  test(`RFC 9180 vector with AEAD ${vector.aead_id}`, async () => {
    const suite = [0, 0x20, 0, 1, 0, vector.aead_id]
    const [{ pt, ct, aad }] = vector.encryptions
    const place = [unhex(vector.shared_secret), unhex(vector.info)]
    const rest = [suite, vector.key.length / 2, unhex(aad)]
    assert.equal(hex(await close(...place, unhex(pt), ...rest)), ct)
    assert.equal(hex(await open(...place, unhex(ct), ...rest)), pt)
  })
}
