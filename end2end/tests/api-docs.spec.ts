import { expect, test } from "../test.ts";

test("the API is shown and can be tried from its page", async ({ page }) => {
  await page.goto("/api/docs/");
  await expect(page.locator(".swagger-ui .info .title")).toContainText("Ocriva");
  const health = page.locator(".opblock").filter({ has: page.getByText("/health/live", { exact: true }) });
  await health.locator("button.opblock-summary-control").click();
  await health.getByRole("button", { name: "Execute" }).click();
  await expect(health.locator(".live-responses-table")).toContainText('"status": "ok"');
});
