import type { Page } from "@playwright/test";
import { Webhook } from "standardwebhooks";
import { Receiver, type Received } from "../receiver.ts";
import { expect, gotoHydrated, hydrated, test } from "../test.ts";

/** Signs up and makes an endpoint by the form; its secret. */
async function makeEndpoint(page: Page, url: string): Promise<string> {
  await gotoHydrated(page, "/register");
  await page.locator("input[name=name]").fill("Grace");
  await page.locator("input[name=email]").fill(`grace-${crypto.randomUUID()}@example.com`);
  await page.locator("input[name=password]").fill("correct horse battery staple");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(/\/app\/[^/]+\/documents$/);
  await hydrated(page);
  await page.getByRole("link", { name: "Webhooks" }).click();
  await page.getByRole("button", { name: "New endpoint" }).first().click();
  const dialog = page.locator("#new-webhook");
  await dialog.locator("input[name='form[name]']").fill("books");
  await dialog.locator("input[name='form[url]']").fill(url);
  await dialog.getByText("More options").click();
  await dialog.locator("textarea[name='form[headers]']").fill("X-Tenant: 7");
  await dialog.getByRole("button", { name: "Make endpoint" }).click();
  const made = page.getByTestId("new-webhook");
  const secret = (await made.getByText(/whsec_/).first().innerText()).match(/whsec_\S+/)![0];
  await made.getByRole("link", { name: "books" }).click();
  await expect(page.getByRole("heading", { name: "books" })).toBeVisible();
  return secret;
}

/** What the official verifier makes of it; throws when it is not ours. */
function verified(secret: string, { headers, body }: Received): any {
  return new Webhook(secret).verify(body, headers as Record<string, string>);
}

async function sendTest(page: Page) {
  await page.getByRole("button", { name: "Send test" }).click();
  await page.locator("#test-webhook").getByRole("button", { name: "Send", exact: true }).click();
}

test("the official verifier takes a test, and both secrets while one is replaced", async ({ page }) => {
  const receiver = await Receiver.start();
  const first = await makeEndpoint(page, receiver.url);
  await sendTest(page);
  const received = await receiver.next();
  expect(verified(first, received)).toMatchObject({ eventType: "document.processed", test: true });
  expect(received.headers["x-tenant"]).toBe("7");
  const log = page.getByTestId("deliveries");
  await expect(log).toContainText("Delivered");

  await page.getByRole("button", { name: "New secret" }).click();
  await page.locator("#new-secret").getByRole("button", { name: "Replace" }).click();
  const made = page.getByTestId("new-secret");
  const second = (await made.getByText(/whsec_/).first().innerText()).match(/whsec_\S+/)![0];
  expect(second).not.toBe(first);
  await sendTest(page);
  const both = await receiver.next();
  verified(first, both);
  verified(second, both);
  expect(() => verified(second, { ...both, body: both.body.replace("completed", "complete") })).toThrow();
  receiver.stop();
});

test("an endpoint is paused, resumed and changed, and a delivery is sent again", async ({ page }) => {
  const receiver = await Receiver.start([500]);
  await makeEndpoint(page, receiver.url);
  await sendTest(page);
  const id = (await receiver.next()).headers["webhook-id"];
  const log = page.getByTestId("deliveries");
  await expect(log).toContainText("Failed");
  await log.locator("summary").first().click();
  await log.getByRole("link", { name: /send again/ }).click();
  await expect(page.getByText('"eventType": "document.processed"')).toBeVisible();
  await page.getByRole("button", { name: "Send again" }).click();
  expect((await receiver.next()).headers["webhook-id"]).toBe(id);
  await expect(page.getByText("Attempt 2")).toBeVisible();

  await page.getByRole("link", { name: "The endpoint" }).click();
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText("Paused: deliveries wait")).toBeVisible();
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();

  await page.getByRole("button", { name: "Edit" }).click();
  const dialog = page.locator("#edit-webhook");
  await expect(dialog.locator("textarea[name='form[headers]']")).toHaveValue("X-Tenant: ••••••");
  await dialog.locator("input[name='form[name]']").fill("ledger");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "ledger" })).toBeVisible();
  await sendTest(page);
  expect((await receiver.next()).headers["x-tenant"]).toBe("7");
  receiver.stop();
});
