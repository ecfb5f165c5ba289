// Everything without a pointer.
import { picture, story } from "./browser.mjs";

await story(async (open) => {
  const page = await open();
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const here = () =>
    page.evaluate(() => {
      const { activeElement: element } = document;
      return (
        element.getAttribute("aria-label") ||
        element.textContent.trim() ||
        element.id ||
        element.name ||
        element.tagName
      );
    });
  const stops = [];
  await press("Tab");
  stops.push(await here());
  await press("Enter");
  const skipped = await page.evaluate(() => document.activeElement.id);
  await page.goto(page.url());
  for (let stop = 0; stop < 30; stop += 1) {
    await press("Tab");
    stops.push(await here());
    if (await page.evaluate(() => document.activeElement.matches("[role=gridcell]"))) break;
  }
  const seen = { stops, skipped };
  seen.first = await here();
  seen.ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  await press("ArrowDown", "ArrowDown", "ArrowRight");
  seen.moved = await here();
  seen.card = await page.locator("#card").isVisible();
  await press("Escape");
  seen.escaped = await page.locator("#card").isHidden();
  await press("Control+End");
  seen.last = await here();
  await press("ArrowDown", "ArrowRight");
  seen.beyond = await here();
  await press("Home");
  seen.home = await here();
  await press("ArrowLeft");
  seen.head = await here();
  await press("Control+Home", "ArrowUp");
  seen.account = await here();
  await press("ArrowDown", "Enter");
  seen.pinned = await page.evaluate(() => document.getElementById("card").contains(document.activeElement));
  await picture(page, "card");
  await press("Escape");
  seen.back = await here();
  await press("Enter", "Tab", "Tab", "Enter");
  await page.locator("h2").waitFor();
  seen.followed = await page.evaluate(() => document.activeElement.textContent);
  seen.tabStops = await page.evaluate(() => document.querySelectorAll("[role=grid] [tabindex='0']").length);
  return seen;
});
