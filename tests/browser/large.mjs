// How long a large page takes: to its first paint, to its matrix, for a filter, for a scroll.
import { counted, given, picture, story } from "./browser.mjs";

await story(async (open) => {
  const page = await open();
  const paint = await page.evaluate(
    () =>
      new Promise((resolve) => {
        new PerformanceObserver((list) => list.getEntriesByName("first-contentful-paint").forEach((entry) => resolve(entry.startTime))).observe({ type: "paint", buffered: true });
      }),
  );
  const drawn = await page.locator("[role=gridcell]").count();
  const seen = { paint, drawn, count: await counted(page), filters: [], scrolls: [] };
  await picture(page, "large");

  // From the key to the frame in which what is left stands on the screen.
  const filter = (field, value) =>
    page.evaluate(
      ([name, text]) =>
        new Promise((resolve) => {
          const element = document.getElementById("filters").elements[name];
          requestAnimationFrame(() => {
            const start = performance.now();
            if (element.type === "checkbox") element.checked = text === "true";
            else element.value = text;
            element.dispatchEvent(new Event("input", { bubbles: true }));
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
          });
        }),
      [field, value],
    );
  for (const [field, value] of given.filters) {
    const took = await filter(field, value);
    seen.filters.push({ field, value, took, count: await counted(page) });
    await filter(field, "");
  }
  seen.worst = Math.max(...seen.filters.map(({ took }) => took));

  for (const [left, top] of [[3000, 0], [15000, 8000], [30000, 16000]]) {
    const took = await page.evaluate(
      ([x, y]) =>
        new Promise((resolve) => {
          const grid = document.getElementById("grid");
          const start = performance.now();
          grid.scrollTo(x, y);
          requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start))));
        }),
      [left, top],
    );
    seen.scrolls.push({ took, drawn: await page.locator("[role=gridcell]").count() });
  }
  await picture(page, "large-scrolled");

  // The last cell by keyboard: its row and column are drawn when they are needed.
  await page.locator("[role=gridcell]").first().focus();
  await page.keyboard.press("Control+End");
  seen.last = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  seen.size = await page.evaluate(() => [document.getElementById("grid").getAttribute("aria-rowcount"), document.getElementById("grid").getAttribute("aria-colcount")]);
  return seen;
});
