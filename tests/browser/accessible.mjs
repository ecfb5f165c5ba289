// Every view through axe, in both colour schemes: roles, names, contrast.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { given, story } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

await story(async (open) => {
  const violations = [];
  let passes = 0;
  for (const colorScheme of ["light", "dark"]) {
    // The page's policy forbids a script that is put in from outside, this one alone excepted.
    const page = await open("", { colorScheme, bypassCSP: true });
    await page.evaluate(axe);
    for (const fragment of given.fragments) {
      await page.evaluate((to) => (location.hash = to), fragment);
      await page.waitForTimeout(60);
      if (fragment.startsWith("#matrix")) await page.locator("[role=gridcell]:has(.badge)").first().click();
      const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
      passes += found.passes.length;
      for (const { id, nodes } of found.violations)
        violations.push(
          `${colorScheme} ${fragment} ${id}: ${nodes
            .slice(0, 3)
            .map((node) => `${node.target} ${node.failureSummary}`)
            .join(" | ")}`,
        );
    }
  }
  return { violations, passes };
});
