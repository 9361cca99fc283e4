import type { Page } from "@playwright/test";
import { expect, gotoHydrated, hydrated, test } from "../test.ts";

const password = "correct horse battery staple";

async function signUp(page: Page, email: string): Promise<void> {
  await gotoHydrated(page, "/register");
  await page.locator("input[name=name]").fill("Ada");
  await page.locator("input[name=email]").fill(email);
  await page.locator("input[name=password]").fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(/\/app\/[^/]+\/documents$/);
  await hydrated(page);
}

test("a person sees where they are signed in, and signs out there", async ({ page, browser, server }) => {
  const email = `ada-${crypto.randomUUID()}@example.com`;
  await signUp(page, email);
  const elsewhere = await browser.newContext({ baseURL: server.url });
  const other = await elsewhere.newPage();
  await gotoHydrated(other, "/login");
  await other.locator("input[name=email]").fill(email);
  await other.locator("input[name=password]").fill(password);
  await other.getByRole("button", { name: "Log in" }).click();
  await other.waitForURL(/\/app/);

  await page.locator("button.person").click();
  await page.getByRole("link", { name: "Your account" }).click();
  await page.waitForURL(/\/app\/account$/);
  const rows = page.getByRole("table", { name: "Browsers in which you are signed in" }).locator("tbody tr");
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: "This browser" })).toContainText("Chrome on Linux");
  await rows.getByRole("button", { name: "Sign out" }).click();
  await expect(rows).toHaveCount(1);
  await other.goto("/app");
  await other.waitForURL(/\/login/);
  await elsewhere.close();
});

test("a page goes on when its access session has ended, in two tabs at once", async ({ page, context }) => {
  await signUp(page, `tabs-${crypto.randomUUID()}@example.com`);
  const refresh = async () => (await context.cookies()).find((cookie) => cookie.name === "ocriva-refresh")?.value;
  const first = await refresh();
  expect(first).toBeTruthy();
  // As a browser does after a quarter of an hour.
  await context.clearCookies({ name: "ocriva" });
  const second = await context.newPage();
  await Promise.all([page.reload(), second.goto(page.url())]);
  await hydrated(page);
  await hydrated(second);
  for (const tab of [page, second]) await expect(tab.locator("button.person")).toContainText("Ada");
  const next = await refresh();
  expect(next).not.toBe(first);

  // Script asks as well, and the answer brings both cookies.
  await context.clearCookies({ name: "ocriva" });
  await page.getByRole("link", { name: "Templates" }).click();
  await expect(page.getByRole("link", { name: "Invoice" }).first()).toBeVisible();
  expect(await refresh()).not.toBe(next);
});
