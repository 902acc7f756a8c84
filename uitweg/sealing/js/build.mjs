// Builds seal.js, seal-noble.js and third-party.txt in ../built, or in the folder given.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))
const into = process.argv[2] ?? `${here}../built`
const shared = {
  absWorkingDir: here,
  outdir: into,
  bundle: true,
  minify: true,
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  banner: { js: '/* with MIT parts: third-party.txt */' },
  logLevel: 'warning',
  metafile: true,
}

const results = [
  await build({ ...shared, entryPoints: ['seal.mjs'], format: 'iife' }),
  await build({ ...shared, entryPoints: ['seal-noble.mjs'], format: 'esm' }),
]

const inside = new Set()
for (const { metafile } of results) {
  for (const path of Object.keys(metafile.inputs)) {
    const [folder] = path.match(/^node_modules\/(@[^/]+\/)?[^/]+/) ?? []
    if (folder) inside.add(folder)
  }
}
const notices = [...inside].sort().map((folder) => {
  const { name, version } = JSON.parse(readFileSync(`${here}${folder}/package.json`, 'utf8'))
  const file = name === 'hpke' ? 'LICENSE.md' : 'LICENSE'
  return `${name} ${version}\n\n${readFileSync(`${here}${folder}/${file}`, 'utf8').trim()}\n`
})
writeFileSync(`${into}/third-party.txt`, notices.join(`\n${'-'.repeat(70)}\n\n`))
