// What comes out of a printer: the list that the filter leaves, on white.
import { mkdirSync } from "node:fs";
import { given, story } from "./browser.mjs";

await story(async (open) => {
  const page = await open("#matrix?principal=developers", { colorScheme: "dark" });
  await page.emulateMedia({ media: "print" });
  await page.waitForTimeout(100);
  const printed = (await page.locator("#print").innerText())
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const seen = {
    printed,
    ground: await page.evaluate(() => getComputedStyle(document.body).backgroundColor),
    matrix: await page.locator("#matrix").isVisible(),
    filters: await page.locator("#filters").isVisible(),
  };
  mkdirSync(given.screenshots, { recursive: true });
  const pdf = await page.pdf({ path: `${given.screenshots}/print.pdf`, format: "A4" });
  seen.pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
  await page.emulateMedia({ media: "screen" });
  await page.waitForTimeout(100);
  seen.emptied = await page.locator("#print").innerHTML();
  return seen;
});
