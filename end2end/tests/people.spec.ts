import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { Server } from "../server.ts";
import { expect, gotoHydrated, hydrated, test } from "../test.ts";

const PASSWORD = "correct horse battery staple";

async function signUp(page: Page, name: string): Promise<string> {
  const email = `${name.toLowerCase()}-${crypto.randomUUID()}@example.com`;
  await gotoHydrated(page, "/register");
  await page.locator("input[name=name]").fill(name);
  await page.locator("input[name=email]").fill(email);
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(/\/app\/[^/]+\/documents$/);
  await hydrated(page);
  return email;
}

/** The link in the newest mail to an address, out of the folder where mails are kept that nobody sends. */
async function mailedLink(server: Server, email: string): Promise<string> {
  const folder = join(server.data, "outbox");
  let found: string | undefined;
  await expect
    .poll(() => {
      const mails = readdirSync(folder, { encoding: "utf8" }).filter((name) => name.endsWith(".eml")).sort();
      const texts = mails.map((name) => readFileSync(join(folder, name), "utf8").replaceAll("=\r\n", ""));
      const text = texts.findLast((text) => text.includes(email) && text.includes("/invitations/"));
      found = text?.match(/\/invitations\/[0-9A-Za-z]+/)?.[0];
      return found;
    })
    .toBeTruthy();
  return found!;
}

async function invite(page: Page, email: string): Promise<void> {
  await page.getByRole("link", { name: "People" }).click();
  await page.getByRole("button", { name: "Invite someone" }).click();
  const dialog = page.locator("#invite");
  await dialog.locator("input[name=email]").fill(email);
  await dialog.getByRole("button", { name: "Send invitation" }).click();
  await expect(page.getByText("A mail is on its way")).toBeVisible();
}

test("a colleague comes by the link, works, and reads once a viewer, on the open page too", async ({ page, browser, server, allow }) => {
  allow(/status of 403/);
  await signUp(page, "Olga");
  const email = `carl-${crypto.randomUUID()}@example.com`;
  await invite(page, email);
  await expect(page.getByRole("table", { name: "Invitations" })).toContainText(email);

  const context = await browser.newContext({ baseURL: server.url });
  const theirs = await context.newPage();
  await gotoHydrated(theirs, await mailedLink(server, email));
  await expect(theirs.getByRole("heading", { level: 1 })).toContainText("Join Olga");
  await theirs.locator("input[name=name]").fill("Carl");
  await theirs.locator("input[name=password]").fill(PASSWORD);
  await theirs.getByRole("button", { name: "Create account and join" }).click();
  await theirs.waitForURL(/\/app\/[^/]+\/documents$/);
  await hydrated(theirs);
  await expect(theirs.getByTestId("drop-zone")).toBeVisible();

  await page.reload();
  await hydrated(page);
  const seat = page.locator("tr[data-member]", { hasText: email });
  await seat.locator("select").selectOption("viewer");
  await seat.getByRole("button", { name: "Change" }).click();
  await expect(theirs.getByTestId("reads-only")).toBeVisible();
  await expect(theirs.getByTestId("drop-zone")).toBeHidden();
  const project = theirs.url().split("/app/")[1].split("/")[0];
  const file = { name: "a.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4") };
  const refused = await context.request.post("/upload", { multipart: { projectId: project, file } });
  expect(refused.status()).toBe(403);
  await context.close();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("somebody is invited, joins by a plain form, and the trail says so", async ({ page, browser, server }) => {
    await page.goto("/register");
    await page.locator("input[name=name]").fill("Nina");
    await page.locator("input[name=email]").fill(`nina-${crypto.randomUUID()}@example.com`);
    await page.locator("input[name=password]").fill(PASSWORD);
    await page.getByRole("button", { name: "Create account" }).click();
    await page.waitForURL(/\/app\/[^/]+\/documents$/);
    await page.getByRole("link", { name: "People" }).click();
    await page.getByRole("button", { name: "Invite someone" }).click();
    const email = `paul-${crypto.randomUUID()}@example.com`;
    const dialog = page.locator("#invite");
    await dialog.locator("input[name=email]").fill(email);
    await dialog.getByRole("button", { name: "Send invitation" }).click();
    await expect(page.getByRole("table", { name: "Invitations" })).toContainText(email);

    const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false });
    const theirs = await context.newPage();
    await theirs.goto(await mailedLink(server, email));
    await theirs.locator("input[name=name]").fill("Paul");
    await theirs.locator("input[name=password]").fill(PASSWORD);
    await theirs.getByRole("button", { name: "Create account and join" }).click();
    await theirs.waitForURL(/\/app\/[^/]+\/documents$/);
    await context.close();

    await page.getByRole("link", { name: "Audit trail" }).click();
    await expect(page.getByTestId("audit")).toContainText("member.joined");
  });
});
