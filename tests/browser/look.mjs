// The page as it comes: what is in the matrix, in both colour schemes, wide and narrow.
import { cells, counted, picture, story } from "./browser.mjs";

await story(async (open) => {
  const page = await open();
  const seen = {
    title: await page.title(),
    source: await page.locator("#source").textContent(),
    count: await counted(page),
    groups: await page.locator(".band.group").allTextContents(),
    units: await page.locator(".band.unit").allTextContents(),
    accounts: await page.locator(".name").allTextContents(),
    principals: await page.locator(".who").allTextContents(),
    cells: await cells(page),
    views: await page.locator("#views a").allTextContents(),
  };
  await page.locator("[role=gridcell]:has(.badge)").first().hover();
  await page.locator("#card").waitFor({ state: "visible" });
  seen.card = (await page.locator("#card").innerText())
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const colours = {};
  for (const [width, colorScheme] of [
    [1400, "light"],
    [1400, "dark"],
    [800, "light"],
    [800, "dark"],
  ]) {
    const other = await open("", { viewport: { width, height: 860 }, colorScheme });
    colours[colorScheme] = await other.evaluate(() => getComputedStyle(document.body).backgroundColor);
    seen.overflow = await other.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    await picture(other, `matrix-${width}-${colorScheme}`);
  }
  return { ...seen, colours };
});
