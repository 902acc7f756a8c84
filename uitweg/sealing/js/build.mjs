// Builds ../built/seal.js and ../built/seal-noble.js, or into the folder given as argument.
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))
const into = process.argv[2] ?? `${here}../built`
const shared = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
}

await build({
  ...shared,
  entryPoints: ['seal.mjs'],
  format: 'iife',
  outfile: `${into}/seal.js`,
})
await build({
  ...shared,
  entryPoints: ['seal-noble.mjs'],
  format: 'esm',
  outfile: `${into}/seal-noble.js`,
})
