/**
 * How long a policy of three pages takes in HTML, PDF, HWPX and plain text, all at once: the first of a process, which
 * loads the libraries and fonts, and those after it.
 *
 * Beside it the usual way to a PDF: a browser that is already running prints the same page. (What it makes is tagged by
 * guess and is not PDF/UA.)
 */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { renderHtmlPage, renderHwpx, renderPdf, renderText } from '../src/documents/documents.ts'
import { samplePolicy } from '../src/documents/testing/sample.ts'
import { type Benchmark, bounded, compared, type Figure, median, quantile, timed } from './figure.ts'

const CHROMIUM = '/usr/bin/chromium'
const TIMES = 40
const WARM_UP = 5
const MOST_MS = 300

export const documents: Benchmark = {
  name: 'documents',
  says: 'a policy of three pages in HTML, PDF/UA-1, HWPX and plain text; beside it, printing the page with Chromium',
  async run(progress) {
    progress('the first document of the process')
    const firstMs = await timed(() => allFour(0))
    const all: number[] = []
    const pdf: number[] = []
    const hwpx: number[] = []
    for (let turn = 1; turn <= WARM_UP + TIMES; turn++) {
      progress(`document ${turn} of ${WARM_UP + TIMES}`)
      const times = [
        await timed(() => allFour(turn)),
        await timed(() => renderPdf(titled(-turn))),
        await timed(() => renderHwpx(titled(-turn))),
      ]
      if (turn <= WARM_UP) continue
      for (const [index, list] of [all, pdf, hwpx].entries()) list.push(times[index] ?? NaN)
    }
    const printed = existsSync(CHROMIUM) ? median(await printing(progress)) : null
    return [
      bounded('all four formats, p50', 'ms', median(all), MOST_MS),
      bounded('all four formats, p99', 'ms', quantile(all, 0.99), MOST_MS),
      bounded('all four, the first of a process', 'ms', firstMs, null),
      compared('PDF, p50', 'ms', median(pdf), printed, { atMost: 1 }),
      bounded('HWPX, p50', 'ms', median(hwpx), null),
    ] satisfies Figure[]
  },
}

/** Another title each time, so that nothing that was kept of the last document helps. */
function titled(turn: number) {
  return { ...samplePolicy, title: `${samplePolicy.title} ${turn}` }
}

async function allFour(turn: number): Promise<void> {
  const document = titled(turn)
  const made = Promise.all([renderPdf(document), renderHwpx(document)])
  if (renderHtmlPage(document).length + renderText(document).length === 0)
    throw new Error('nothing was rendered')
  await made
}

async function printing(progress: (text: string) => void): Promise<number[]> {
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    const times: number[] = []
    for (let turn = 1; turn <= WARM_UP + TIMES; turn++) {
      progress(`printing ${turn} of ${WARM_UP + TIMES}`)
      const ms = await timed(async () => {
        await page.setContent(renderHtmlPage(titled(turn)))
        await page.pdf({ format: 'A4', tagged: true })
      })
      if (turn > WARM_UP) times.push(ms)
    }
    return times
  } finally {
    await browser.close()
  }
}
