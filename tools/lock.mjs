// Makes package-lock.json whole after a change of dependencies: `node tools/lock.mjs`, then `npm ci`.
//
// Two things npm does not do by itself. It leaves out the packages of other platforms where the registry at hand has
// none of them; here they stand by version only, so that a machine of that kind installs them. And it installs
// optional parts of packages that we never use, among them one that downloads at install time; here they are left out,
// which npm respects, because an optional package that is missing from the file is not an error.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

/** Optional dependencies that are not wanted: package -> those of its own. */
const UNWANTED = {
  // Recognition of scanned pages and pictures; hundreds of megabytes, and onnxruntime-node fetches from elsewhere.
  kordoc: ['@huggingface/transformers', '@hyzyla/pdfium', 'onnxruntime-node', 'sharp'],
  // Drawing pages; only their text is read.
  'pdfjs-dist': ['@napi-rs/canvas'],
}

execFileSync('npm', ['install', '--package-lock-only', '--no-audit', '--no-fund', '--loglevel=error'], {
  stdio: 'inherit',
})
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const { packages } = lock

for (const [name, unwanted] of Object.entries(UNWANTED))
  for (const other of unwanted) delete packages[`node_modules/${name}`]?.optionalDependencies?.[other]
for (const path of unreachable()) delete packages[path]

for (const [path, entry] of Object.entries(packages))
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {}))
    if (!find(path, name) && /^\d/.test(version))
      packages[`node_modules/${name}`] = platformPackage(name, version)

lock.packages = Object.fromEntries(Object.entries(packages).toSorted(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`)

/** Where `name` is found from the package at `path`, as Node looks for it. */
function find(path, name) {
  for (let folder = path; ; folder = folder.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
    const candidate = `${folder}${folder === '' ? '' : '/'}node_modules/${name}`
    if (packages[candidate]) return candidate
    if (folder === '') return undefined
  }
}

/** Packages that nothing needs any more. */
function unreachable() {
  const seen = new Set([''])
  const waiting = ['']
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const { dependencies, devDependencies, optionalDependencies, peerDependencies } = packages[path]
    for (const name of Object.keys({
      ...dependencies,
      ...(path === '' ? devDependencies : {}),
      ...optionalDependencies,
      ...peerDependencies,
    })) {
      const found = find(path, name)
      if (found !== undefined && !seen.has(found)) waiting.push((seen.add(found), found))
    }
  }
  return Object.keys(packages).filter((path) => !seen.has(path))
}

/** What npm must know of a package to take it or leave it: the names of such packages end in system, processor, libc. */
function platformPackage(name, version) {
  const words = name.split(/[-/]/)
  const any = (...known) => known.filter((word) => words.includes(word))
  const os = any('linux', 'darwin', 'win32', 'android', 'freebsd', 'openbsd', 'netbsd', 'sunos', 'aix')
  const cpu = any('x64', 'arm64', 'arm', 'ia32', 'riscv64', 'ppc64', 's390x', 'loong64')
  const libc = words.some((word) => word.startsWith('musl'))
    ? ['musl']
    : words.includes('gnu')
      ? ['glibc']
      : []
  return {
    version,
    optional: true,
    ...(os.length > 0 ? { os } : {}),
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(libc.length > 0 ? { libc } : {}),
  }
}
