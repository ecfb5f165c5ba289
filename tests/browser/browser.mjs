// Opens a page in Chromium, as from a file, and keeps what the browser says about it.
//
//   node STORY.mjs '{"chromium": PATH, "page": FILE, "screenshots": DIR}'
//
// A story prints one JSON object: what it saw. Whether that is right is for the test that runs it.
import { mkdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const given = JSON.parse(process.argv[2]);

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Runs a story with a browser of its own, and prints what it returns beside what went wrong in the page. */
export async function story(tell) {
  const browser = await chromium.launch({ executablePath: given.chromium, headless: true, args: FLAGS });
  const complaints = [];
  const requests = [];

  /** A page at a fragment of the file, drawn. */
  async function open(fragment = "", options = {}) {
    const context = await browser.newContext({ viewport: { width: 1400, height: 860 }, ...options });
    const page = await context.newPage();
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith("file:") && !request.url().startsWith("data:"))
        requests.push(request.url());
    });
    await page.goto(pathToFileURL(given.page) + fragment, { waitUntil: "load" });
    return page;
  }

  try {
    const seen = await tell(open, browser);
    process.stdout.write(JSON.stringify({ ...seen, complaints, requests }));
  } finally {
    await browser.close();
  }
}

/** Keeps a picture where a reader of the test's artifacts finds it. */
export async function picture(page, name) {
  mkdirSync(given.screenshots, { recursive: true });
  await page.screenshot({ path: `${given.screenshots}/${name}.png` });
}

/** The cells that are drawn and not empty, as they are read aloud. */
export function cells(page) {
  return page
    .locator("[role=gridcell]:has(.badge)")
    .evaluateAll((list) => list.map((cell) => cell.getAttribute("aria-label")));
}

export function counted(page) {
  return page.locator("#count").textContent();
}
