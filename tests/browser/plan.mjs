// The page of a plan: it begins with what changes, and shows the rest when asked.
import { picture, story } from "./browser.mjs";

await story(async (open) => {
  const page = await open();
  const seen = {
    title: await page.title(),
    only: await page.getByLabel("Only what differs").isChecked(),
    accounts: await page.locator(".name a").allTextContents(),
  };
  await picture(page, "changes");
  await page.getByLabel("Only what differs").uncheck();
  seen.all = await page.locator(".name a").count();
  await picture(page, "all");
  await page.goto(page.url().replace(/#.*|$/, "#set/ReadOnlyAccess"));
  await page.locator(".edit").first().waitFor();
  await picture(page, "permission-set");
  return seen;
});
