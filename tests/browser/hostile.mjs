// A page whose names are markup: nothing of them runs, all of them are read.
import { story } from "./browser.mjs";

await story(async (open) => {
  const page = await open();
  const dialogs = [];
  page.on("dialog", async (dialog) => {
    dialogs.push(dialog.message());
    await dialog.dismiss();
  });
  const seen = {
    scripts: await page.locator("script").count(),
    images: await page.locator("img, iframe, object, embed").count(),
    principals: await page.locator(".who a").allTextContents(),
    account: await page.locator(".name a").first().textContent(),
    headings: [],
  };
  for (let at = 0; at < seen.principals.length; at += 1) {
    await page.locator(".who a").nth(at).click();
    await page.locator("h2").waitFor();
    seen.headings.push(await page.locator("h2").textContent());
    await page.goBack();
    await page.locator(".who a").first().waitFor();
  }
  await page.locator("[role=gridcell]").first().hover();
  await page.goto(page.url().replace(/#.*|$/, "#set/Odd"));
  await page.locator(".policy").waitFor();
  await page.locator("#find").fill("script");
  await page.locator("#found li").first().waitFor();
  return { ...seen, dialogs };
});
