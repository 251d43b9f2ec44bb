/**
 * Loaded into each test file's process. A test that ran out of time leaves what it waited for, which may keep the process
 * alive for ever, and the whole suite with it: then the file is ended, and fails.
 */
const LIMIT_MS = 30 * 60_000

if (process.env['NODE_TEST_CONTEXT'] !== undefined)
  setTimeout(() => {
    const left = [...new Set(process.getActiveResourcesInfo())].join(', ')
    process.stderr.write(`${process.argv[1]} does not end. What keeps it: ${left}\n`)
    process.exit(1)
  }, LIMIT_MS).unref()
