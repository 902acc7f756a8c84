// A file sealed chunk by chunk opens whole, and in no other way.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digest, chunkCount, newFile, openFile, opener, paddedLength, sealedLength, sealer } from '../files.mjs'

const CHUNK = 65536
const SEALED = CHUNK + 16
const MIB = 1024 * 1024
const fails = (name) => (why) => why.name === name
const refused = (why) => ['CannotOpen', 'Malformed'].includes(why.name)

const content = (size) => Uint8Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8)) % 251)

const sealAll = async (file, blob) => {
  const seal = await sealer(file, blob)
  return Promise.all(Array.from({ length: chunkCount(blob.size) }, (_, at) => seal(at)))
}

const made = async (size) => {
  const blob = new Blob([content(size)])
  const file = { ...newFile(), size, sha256: await digest(blob), type: 'image/png' }
  return { blob, file, chunks: await sealAll(file, blob) }
}

const from = (chunks, most = 16) => async (at) =>
  new Uint8Array(await new Blob(chunks.slice(at, at + most)).arrayBuffer())

for (const size of [0, 1, 4088, 4089, CHUNK - 8, CHUNK - 7, CHUNK, 3 * CHUNK - 8, 40 * CHUNK + 5]) {
  test(`a file of ${size} bytes opens as it was`, async () => {
    const { file, chunks } = await made(size)
    const opened = await openFile(file, from(chunks, 3))
    assert.equal(opened.type, 'image/png')
    assert.deepEqual(new Uint8Array(await opened.arrayBuffer()), content(size))
    assert.equal(chunks.reduce((sum, chunk) => sum + chunk.length, 0), sealedLength(size))
    assert(chunks.slice(0, -1).every((chunk) => chunk.length === SEALED))
  })
}

test('the length of a file shows in steps only', () => {
  for (const [size, padded] of [
    [0, 4096],
    [4088, 4096],
    [4089, 8192],
    [CHUNK - 8, CHUNK],
    [CHUNK - 7, 2 * CHUNK],
    [16 * MIB - 8, 16 * MIB],
    [16 * MIB - 7, 17 * MIB],
    [100 * MIB, 101 * MIB],
  ]) {
    assert.equal(paddedLength(size), padded)
  }
})

test('a chunk opens in no other place, for no other file or key, and not when changed', async () => {
  const { file, chunks } = await made(5 * CHUNK)
  const refuses = async (other, at, chunk) =>
    assert.rejects((await opener({ ...file, ...other }))(at, chunk), fails('CannotOpen'))
  await refuses({}, 1, chunks[2])
  await refuses(newFile(), 1, chunks[1])
  await refuses({ key: newFile().key }, 1, chunks[1])
  await refuses({ id: newFile().id }, 1, chunks[1])
  for (const at of [0, 100, SEALED - 1]) {
    const changed = chunks[1].slice()
    changed[at] ^= 1
    await refuses({}, 1, changed)
  }
})

test('a file cut off, put in another order or with chunks added does not open', async () => {
  const { file, chunks } = await made(5 * CHUNK)
  const short = { ...file, size: 3 * CHUNK - 8 }
  for (const [told, given] of [
    [short, chunks.slice(0, 3)],
    [file, chunks.slice(0, 3)],
    [file, [chunks[1], chunks[0], ...chunks.slice(2)]],
    [file, [...chunks.slice(0, 5), chunks[0], chunks[5]]],
  ]) {
    await assert.rejects(openFile(told, from(given)), refused)
  }
})

test('a file of another length or with another hash than the message says is refused', async () => {
  const { file, chunks } = await made(5000)
  await assert.rejects(openFile({ ...file, size: 5001 }, from(chunks)), fails('Malformed'))
  await assert.rejects(openFile({ ...file, size: 4999 }, from(chunks)), fails('Malformed'))
  const other = { ...file, sha256: new Uint8Array(32) }
  await assert.rejects(openFile(other, from(chunks)), fails('Forged'))
})

test('sealing a chunk again gives the same bytes, so that it may be sent again', async () => {
  const { blob, file, chunks } = await made(2 * CHUNK)
  assert.deepEqual(await sealAll(file, blob), chunks)
})

test('a large file is read in small parts', async () => {
  let longest = 0
  const blob = (size) => ({
    size,
    slice: (start, end) => {
      longest = Math.max(longest, end - start)
      return new Blob([new Uint8Array(Math.max(0, Math.min(end, size) - start))])
    },
  })
  const seal = await sealer(newFile(), blob(100 * MIB))
  for (const at of [0, 800, chunkCount(100 * MIB) - 1]) await seal(at)
  assert.equal(longest, CHUNK)
  const zeros = new Uint8Array(5 * MIB + 3)
  const whole = new Uint8Array(await crypto.subtle.digest('SHA-256', zeros))
  assert.deepEqual(await digest(blob(zeros.length)), whole)
  assert.equal(longest, MIB)
})
