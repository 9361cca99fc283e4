import { resolve } from "node:path";
import { expect, gotoHydrated, hydrated, test } from "../test.ts";

const INVOICE = resolve(import.meta.dirname, "../../public/samples/invoice.pdf");

test("a newcomer signs up, drops an invoice and sees its fields", async ({ page }) => {
  await gotoHydrated(page, "/register");
  await page.locator("input[name=name]").fill("Ada");
  await page.locator("input[name=email]").fill(`ada-${Date.now()}@example.com`);
  await page.locator("input[name=password]").fill("correct horse battery staple");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(/\/app\/[^/]+\/documents$/);
  await hydrated(page);

  await page.locator("input[type=file][name=file]").setInputFiles(INVOICE);
  await page.getByText("invoice.pdf").first().click();
  const fields = page.getByTestId("fields");
  await expect(fields).toBeVisible();
  await expect(fields).not.toBeEmpty();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a newcomer signs up and sends an invoice", async ({ page }) => {
    await page.goto("/register");
    await page.locator("input[name=name]").fill("Grace");
    await page.locator("input[name=email]").fill(`grace-${Date.now()}@example.com`);
    await page.locator("input[name=password]").fill("correct horse battery staple");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.waitForURL(/\/app\/[^/]+\/documents$/);

    const form = page.locator("form:has(input[type=file][name=file])");
    await form.locator("input[type=file]").setInputFiles(INVOICE);
    await form.getByRole("button", { name: "Upload" }).click();
    await expect(page.getByText("invoice.pdf").first()).toBeVisible();
  });
});
