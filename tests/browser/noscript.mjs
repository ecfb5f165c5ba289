// The page in a browser that runs no script.
import { picture, story } from "./browser.mjs";

await story(async (open) => {
  const page = await open("", { javaScriptEnabled: false });
  await picture(page, "without-javascript");
  return {
    heading: await page.getByRole("heading", { level: 1 }).textContent(),
    rows: (await page.locator("tr").allInnerTexts()).map((row) => row.split(/\s+/).filter(Boolean).join(" ")),
    hidden: await page.locator("#top, #view").first().isHidden(),
  };
});
