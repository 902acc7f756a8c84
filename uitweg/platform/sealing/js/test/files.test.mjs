// A file sealed chunk by chunk opens whole, and in no other way.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex, json, unhex } from './fixtures.mjs'
import { load } from './page.mjs'
import { digest, chunkCount, newFile, openFile, opener, paddedLength, sealedLength, sealer } from '../files.mjs'

const CHUNK = 65536
const SEALED = CHUNK + 16
const MIB = 1024 * 1024
const fails = (name) => (why) => why.name === name
const refused = (why) => ['CannotOpen', 'Malformed'].includes(why.name)

const content = (size) => Uint8Array.from({ length: size }, (_, at) => 7 * at + (at >> 8))

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

// What Python made (tests/vectors/files.json, by its make_files.py).
const all = json('files')
const conversation = json('interop')

for (const told of all.sealedFiles) {
  test(`a file of ${told.size} bytes is sealed as Python seals it`, async () => {
    const blob = new Blob([content(told.size)])
    const chunks = await sealAll({ id: unhex(told.id), key: unhex(told.key) }, blob)
    const sealed = new Uint8Array(await new Blob(chunks).arrayBuffer())
    assert.equal(hex(await digest(blob)), told.sha256)
    assert.equal(chunks.length, told.chunks)
    assert.equal(hex(await digest(new Blob([sealed]))), told.sealedSha256)
    if (told.sealed) assert.equal(hex(sealed), told.sealed)
  })
}

test('files are padded and cut as in Python, so that their length shows in steps only', () => {
  assert.deepEqual(all.lengths.map(([size]) => [size, paddedLength(size), chunkCount(size)]), all.lengths)
})

test('a message and an answer of Python say which files they send', async () => {
  const Uitweg = load()
  const place = { mailboxHash: unhex(conversation.mailboxHash), key: unhex(conversation.key) }
  const sealed = { ...place, seed: unhex(conversation.reporterSeed) }
  const verifyKey = unhex(conversation.verifyKey)
  const message = await Uitweg.openMessage({ ...sealed, envelope: unhex(all.message.forReporter) })
  const answer = { ...sealed, verifyKey, envelope: unhex(all.answer.forReporter) }
  assert.deepEqual(message.files, all.list)
  assert.deepEqual((await Uitweg.openAnswer(answer)).files, all.list)
  for (const forged of all.forgedAnswers) {
    await assert.rejects(Uitweg.openAnswer({ ...answer, envelope: unhex(forged) }), fails('Forged'))
  }
})

test('files travel in a message, and a message without them is as it was', async () => {
  const Uitweg = load()
  const seed = new Uint8Array(32).fill(2)
  const publicKey = await Uitweg.publicKey(seed)
  const place = { mailboxHash: new Uint8Array(32), key: Uitweg.randomKey() }
  for (const files of [all.list, undefined]) {
    const message = { text: 'Kijk.', files }
    const both = await Uitweg.sealMessage({ ...place, teamPublic: publicKey, reporterPublic: publicKey, message })
    const opened = await Uitweg.openMessage({ ...place, seed, envelope: both.forReporter })
    assert.deepEqual(opened.files, files)
    assert.equal('files' in opened, Boolean(files))
  }
})
