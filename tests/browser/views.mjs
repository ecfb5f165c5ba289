// From view to view by links, with the way back; and the field that finds.
import { counted, given, picture, story } from "./browser.mjs";

const lines = async (locator) =>
  (await locator.innerText())
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

await story(async (open) => {
  const page = await open("#matrix?principal=dev");
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  const seen = { before: await counted(page) };

  await page.locator(".who a").getByText("Developers", { exact: true }).click();
  await page.locator("h2").waitFor();
  seen.principal = {
    fragment: await page.evaluate(() => location.hash),
    focused: await focused(),
    text: await lines(page.locator("#page")),
  };
  await picture(page, "principal");

  await page.getByRole("link", { name: given.set }).first().click();
  await page.locator("h2", { hasText: given.set }).waitFor();
  seen.set = {
    fragment: await page.evaluate(() => location.hash),
    focused: await focused(),
    text: await lines(page.locator("#page")),
    policy: await page.locator(".policy").first().innerText(),
  };
  await picture(page, "permission-set");

  await page.goBack();
  await page.goBack();
  await page.locator("#matrix").waitFor();
  seen.after = await counted(page);

  await page.keyboard.press("/");
  await page.keyboard.type(given.find);
  seen.found = await page.locator("#found li").allInnerTexts();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator("h2").waitFor();
  seen.account = await lines(page.locator("#page"));
  await picture(page, "account");

  await page.locator("#find").fill(given.person);
  seen.foundPerson = await page.locator("#found li").allInnerTexts();
  await page.keyboard.press("Enter");
  await page.locator("h2", { hasText: given.person }).waitFor();
  seen.person = (await page.locator("#page").textContent()).replace(/\s+/g, " ");
  await picture(page, "person");

  await page.getByRole("link", { name: "List", exact: true }).click();
  await page.locator(".holder").first().waitFor();
  // What is out of sight is not laid out, and so has no inner text.
  seen.list = await page.locator(".holder").allTextContents();
  await picture(page, "list");
  await page.getByRole("link", { name: /^Permission sets/ }).click();
  await page.locator("h2").waitFor();
  seen.sets = await page.locator("#page tbody th a").allTextContents();
  await picture(page, "permission-sets");
  const findings = page.getByRole("link", { name: /^Findings/ });
  if (await findings.count()) {
    await findings.click();
    await page.locator("h2", { hasText: "Findings" }).waitFor();
    seen.findings = await lines(page.locator("#page"));
    await picture(page, "findings");
  }
  await page.goto(page.url().replace(/#.*/, "#group/No%20such"));
  await page.locator("h2", { hasText: /^No such$/ }).waitFor();
  seen.missing = await lines(page.locator("#page"));
  return seen;
});
