import { existsSync } from 'node:fs';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';
import { spreadOf } from './costs.js';
import { quantile } from './load.js';
import { startService } from './processes.js';
import { printSpread, printRows } from './table.js';
import { BEGIN, FIRST_ROWS, LONGEST_TASK, SCROLL, TRANSFERRED, WATCH, allRows } from './ui-probe.js';
import { SCREENS, type Screen } from './ui-screens.js';

const RUNS = 3;
const PROGRAM = process.env.HEKSHER_TEST_BROWSER || '/usr/bin/chromium';
const SIZE = { width: 1280, height: 800 };
const PATIENCE_MS = 120_000;

/** What was measured once: milliseconds, and kB that were sent to the browser. */
interface Sample {
  /** Until the first rows are painted, or until the page shows what an action leads to. */
  duration?: number;
  longestTask: number;
  /** The processor time of the page's main thread. Other work on the machine makes it longer only a little. */
  processor: number;
  /** The times between frames. */
  frames?: number[];
  kilobytes?: number;
}

const COLUMNS = ['screen', 'what', 'ms', 'processor ms', 'longest task ms', 'frame p50 ms', 'longest frame ms', 'kB'];

/** Measures the admin UI in Chromium, several times. Each time each screen has a new service and a new browser session. */
export async function measureUi(connectionString: string, print: (line: string) => void): Promise<string> {
  if (!existsSync(PROGRAM))
    throw new Error(`there is no ${PROGRAM}: install Chromium, or name it in HEKSHER_TEST_BROWSER`);
  const samples = new Map<string, Sample[]>();
  const browser = await chromium.launch({ executablePath: PROGRAM });
  try {
    for (let run = 1; run <= RUNS; run++) {
      print(`run ${run} of ${RUNS}`);
      for (const screen of SCREENS) {
        for (const [what, sample] of await measureScreen(browser, connectionString, screen)) {
          const key = `${screen.name} | ${what}`;
          samples.set(key, [...(samples.get(key) ?? []), sample]);
        }
      }
    }
  } finally {
    await browser.close();
  }
  return printRows(
    COLUMNS,
    [...samples].map(([key, all]) => [key, ...cellsOf(all)]),
  );
}

async function measureScreen(browser: Browser, connectionString: string, screen: Screen): Promise<[string, Sample][]> {
  const service = await startService(connectionString);
  const context = await browser.newContext({ viewport: SIZE, locale: 'en-GB' });
  try {
    await context.addInitScript(WATCH);
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const url = `${service.url}/ui/${screen.address}`;
    const samples: [string, Sample][] = [['first rows, cold', await load(page, url, screen.rows)]];
    samples.push(['scrolling', await scroll(page)]);
    for (const { name, run } of screen.actions) samples.push([name, await act(page, run)]);
    samples.push(['first rows, warm', await load(page, url, screen.rows)]);
    return samples;
  } finally {
    await context.close();
    await service.stop();
  }
}

/** Leads a page to an address, and waits until all rows are there. */
async function load(page: Page, url: string, rows: number): Promise<Sample> {
  await page.goto('about:blank');
  await page.goto(url, { waitUntil: 'commit' });
  const processor = await ProcessorTime.of(page);
  const duration = await page.evaluate<number>(FIRST_ROWS);
  const kilobytes = (await page.evaluate<number>(TRANSFERRED)) / 1000;
  await page.evaluate(allRows(rows));
  return { duration, kilobytes, ...(await sum(page, processor)) };
}

async function scroll(page: Page): Promise<Sample> {
  const processor = await begin(page);
  const frames = await page.evaluate<number[]>(SCROLL);
  return { frames, ...(await sum(page, processor)) };
}

async function act(page: Page, run: (page: Page) => Promise<void>): Promise<Sample> {
  const processor = await begin(page);
  await run(page);
  return sum(page, processor);
}

async function begin(page: Page): Promise<ProcessorTime> {
  await page.evaluate(BEGIN);
  return ProcessorTime.of(page);
}

async function sum(page: Page, processor: ProcessorTime): Promise<{ longestTask: number; processor: number }> {
  return { longestTask: await page.evaluate<number>(LONGEST_TASK), processor: await processor.spent() };
}

/** The processor time of a page's main thread since some moment. */
class ProcessorTime {
  private constructor(
    private readonly session: CDPSession,
    private readonly start: number,
  ) {}

  static async of(page: Page): Promise<ProcessorTime> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new ProcessorTime(session, await ProcessorTime.read(session));
  }

  /** In milliseconds. */
  async spent(): Promise<number> {
    const end = await ProcessorTime.read(this.session);
    await this.session.detach();
    return end - this.start;
  }

  private static async read(session: CDPSession): Promise<number> {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000;
  }
}

/** The figures of all runs, each as minimum, median and maximum. */
function cellsOf(samples: readonly Sample[]): string[] {
  const figures: ((sample: Sample) => number | undefined)[] = [
    ({ duration }) => duration,
    ({ processor }) => processor,
    ({ longestTask }) => longestTask,
    ({ frames }) => frames && quantile(frames, 0.5),
    ({ frames }) => frames && Math.max(...frames),
    ({ kilobytes }) => kilobytes,
  ];
  return figures.map((figure) => {
    const values = samples.map(figure).filter((value) => value !== undefined);
    return printSpread(spreadOf(values, 0));
  });
}
