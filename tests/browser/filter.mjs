// Filters, one after the other, each with what is left; and the address, which keeps them.
import { cells, counted, picture, story } from "./browser.mjs";

await story(async (open) => {
  const page = await open();
  const fragment = () => page.evaluate(() => location.hash);
  const state = async () => ({
    count: await counted(page),
    principals: await page.locator(".who a").allTextContents(),
    accounts: await page.locator(".name a").allTextContents(),
    cells: (await cells(page)).length,
    fragment: await fragment(),
  });
  const seen = {};
  const clear = () => page.getByRole("button", { name: "Clear" }).click();

  await page.getByLabel("Principal", { exact: true }).fill("dev");
  seen.principal = await state();
  await clear();
  seen.cleared = await state();
  await page.getByLabel("Account", { exact: true }).fill("plat-prod, 111111111111");
  seen.account = await state();
  await clear();
  await page.getByRole("combobox", { name: "Account type" }).selectOption("core");
  seen.type = await state();
  await clear();
  await page.getByLabel("Permission set", { exact: true }).fill("terraformstate");
  seen.set = await state();
  await picture(page, "filtered");
  await clear();
  await page.getByLabel("billing", { exact: true }).check({ force: true });
  seen.danger = await state();
  await clear();
  await page.getByLabel("Only what differs").check();
  seen.only = await state();
  seen.signs = [
    ...new Set(
      await page
        .locator("[role=gridcell] .badge")
        .evaluateAll((list) => list.map((badge) => badge.dataset.sign)),
    ),
  ];
  await picture(page, "differences");
  await clear();
  await page.getByLabel("Principal", { exact: true }).fill("nobody at all");
  seen.nothing = await state();
  await clear();

  await page.getByLabel("Fold account types").check();
  const heads = () => page.locator(".name :is(a, button)").allTextContents();
  seen.folded = { heads: await heads(), cells: await cells(page), fragment: await fragment() };
  await picture(page, "folded");
  await page.getByRole("button", { name: "core: 6 accounts" }).click();
  seen.unfolded = { heads: await heads(), fragment: await fragment() };
  await page.getByTitle("core", { exact: true }).first().click();
  seen.foldedAgain = await heads();
  await page.getByLabel("Fold account types").uncheck();

  // A link that was sent to somebody shows the same.
  await page.getByLabel("Principal", { exact: true }).fill("devops");
  await page.getByLabel("administrator", { exact: true }).check({ force: true });
  seen.sent = await state();
  const other = await open(await fragment());
  seen.received = {
    count: await counted(other),
    principal: await other.getByLabel("Principal", { exact: true }).inputValue(),
    administrator: await other.getByLabel("administrator", { exact: true }).isChecked(),
  };
  return seen;
});
