// How long a large page takes: to its first paint, to its matrix, for a filter, for a scroll. Of a few tries the best
// counts: what else the machine does is not the page's doing.
import { counted, given, picture, story } from "./browser.mjs";

const TRIES = 3;

async function best(work) {
  const took = [];
  for (let index = 0; index < TRIES; index += 1) took.push(await work());
  return Math.min(...took);
}

/** From the start of the navigation to the first paint with something on it. */
function firstPaint(page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        new PerformanceObserver((list) =>
          list.getEntriesByName("first-contentful-paint").forEach((entry) => resolve(entry.startTime)),
        ).observe({ type: "paint", buffered: true });
      }),
  );
}

/** From the key to the frame in which what is left stands on the screen. */
function filter(page, field, value) {
  return page.evaluate(
    ([name, text]) =>
      new Promise((resolve) => {
        const element = document.getElementById("filters").elements[name];
        requestAnimationFrame(() => {
          const start = performance.now();
          element.value = text;
          element.dispatchEvent(new Event("input", { bubbles: true }));
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
        });
      }),
    [field, value],
  );
}

function scroll(page, left, top) {
  return page.evaluate(
    ([x, y]) =>
      new Promise((resolve) => {
        const start = performance.now();
        document.getElementById("grid").scrollTo(x, y);
        requestAnimationFrame(() =>
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start))),
        );
      }),
    [left, top],
  );
}

await story(async (open) => {
  let page;
  const paint = await best(async () => {
    await page?.close();
    page = await open();
    return firstPaint(page);
  });
  const seen = {
    paint,
    drawn: await page.locator("[role=gridcell]").count(),
    count: await counted(page),
    filters: [],
    scrolls: [],
  };
  await picture(page, "large");

  for (const [field, value] of given.filters) {
    let count;
    const took = await best(async () => {
      const one = await filter(page, field, value);
      count = await counted(page);
      await filter(page, field, "");
      return one;
    });
    seen.filters.push({ field, value, took, count });
  }
  seen.worst = Math.max(...seen.filters.map(({ took }) => took));

  for (const [left, top] of [
    [3000, 0],
    [15000, 8000],
    [30000, 16000],
  ]) {
    const took = await best(async () => {
      await scroll(page, 0, 0);
      return scroll(page, left, top);
    });
    seen.scrolls.push(took);
  }
  await picture(page, "large-scrolled");

  // The last cell by keyboard: its row and column are drawn when they are needed.
  await page.locator("[role=gridcell]").first().focus();
  await page.keyboard.press("Control+End");
  seen.last = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  seen.size = await page.evaluate(() => [
    document.getElementById("grid").getAttribute("aria-rowcount"),
    document.getElementById("grid").getAttribute("aria-colcount"),
  ]);
  return seen;
});
