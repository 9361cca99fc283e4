import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Page } from "@playwright/test";
import { expect, gotoHydrated, hydrated, test } from "../test.ts";

const sample = (name: string) => resolve(import.meta.dirname, "../../public/samples", name);

/** Signs up by the form and stands before an empty project. */
async function signUp(page: Page, name: string) {
  await page.locator("input[name=name]").fill(name);
  await page.locator("input[name=email]").fill(`${name.toLowerCase()}-${crypto.randomUUID()}@example.com`);
  await page.locator("input[name=password]").fill("correct horse battery staple");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(/\/app\/[^/]+\/documents$/);
}

/** Two invoices and a file that nobody can read. */
async function severalFiles() {
  const invoice = async (name: string) => ({
    name,
    mimeType: "application/pdf",
    buffer: await readFile(sample(name)),
  });
  const notes = { name: "notes.pdf", mimeType: "application/pdf", buffer: Buffer.from("just words") };
  return [await invoice("invoice.pdf"), notes, await invoice("invoice-two-pages.pdf")];
}

/** Name and text of the file that a click saves. */
async function saved(page: Page, click: () => Promise<void>): Promise<{ name: string; text: string }> {
  const download = page.waitForEvent("download");
  await click();
  const file = await download;
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
}

test("a newcomer signs up, drops an invoice and sees its fields on the page", async ({ page }) => {
  await gotoHydrated(page, "/register");
  await signUp(page, "Ada");
  await hydrated(page);

  // The template that stands there is the one that is used.
  await expect(page.locator("select[name=templateId] option:checked")).toHaveText("Invoice");
  await page.locator("input[type=file][name=file]").setInputFiles(sample("invoice.pdf"));
  await page.waitForURL(/\/documents\/doc_/);
  const fields = page.getByTestId("fields");
  await expect(fields).toContainText("INV-2026-0331");
  await expect(fields).toContainText("51124.6");
  await expect(page.getByTestId("page-image").first()).toBeVisible();

  // The field and its box know of each other.
  const number = fields.locator('[data-field="invoiceNumber"]');
  await number.hover();
  await expect(page.locator("svg.boxes .lit")).toHaveCount(1);
});

test("a person corrects a value where it stands, and it stays", async ({ page, allow }) => {
  allow(/status of 400/);
  await gotoHydrated(page, "/register");
  await signUp(page, "Emmy");
  await hydrated(page);
  await page.locator("input[type=file][name=file]").setInputFiles(sample("invoice.pdf"));
  await page.waitForURL(/\/documents\/doc_/);
  const total = page.locator('.field-row[data-field="totalAmount"]');
  await expect(total).toContainText("51124.6");
  await total.click();
  await page.keyboard.press("e");
  const editor = total.getByRole("textbox");
  await expect(editor).toBeFocused();
  await editor.fill("a lot");
  await editor.press("Enter");
  await expect(total.getByRole("alert")).toContainText("not a number");
  await expect(editor).toHaveValue("a lot");
  await editor.fill("51124.59");
  await editor.press("Enter");
  await expect(total).toContainText("Corrected");
  await page.reload();
  await expect(total).toContainText("51124.59");
  await page.getByRole("link", { name: "Activity" }).click();
  await expect(page.locator(".activity")).toContainText("Emmy corrected totalAmount: 51124.6 → 51124.59");
});

test("several files at once are read while the list is watched", async ({ page }) => {
  await gotoHydrated(page, "/register");
  await signUp(page, "Grace");
  await hydrated(page);
  await page.locator("input[type=file][name=file]").setInputFiles([sample("invoice.pdf"), sample("invoice-two-pages.pdf")]);
  const documents = page.getByTestId("documents");
  await expect(documents.getByText("Completed")).toHaveCount(2);
  await expect(documents.getByText("invoice-two-pages.pdf")).toBeVisible();
});

test("files dropped together are a batch: one page, one export, a reason for the bad one", async ({ page }) => {
  await gotoHydrated(page, "/register");
  await signUp(page, "Radia");
  await hydrated(page);
  await page.locator("input[type=file][name=file]").setInputFiles(await severalFiles());
  const tray = page.getByTestId("upload-tray");
  await expect(tray).toContainText("2 sent, 1 refused");
  await expect(tray).toContainText("cannot be read");
  await tray.getByRole("link", { name: "View batch" }).click();
  await page.waitForURL(/\/batches\/batch_/);
  const progress = page.getByTestId("batch-progress");
  await expect(progress).toContainText("Completed");
  await expect(progress).toContainText("2 of 2");
  await expect(page.getByTestId("batch-files").getByText("Completed")).toHaveCount(2);
  await expect(page.getByTestId("batch-refused")).toContainText("notes.pdf");

  await page.getByRole("button", { name: "Export" }).click();
  const all = await saved(page, () => page.getByRole("link", { name: "CSV a row per document" }).click());
  expect(all.name).toMatch(/^Batch of .*\.csv$/);
  expect(all.text).toContain(",invoice.pdf,completed,");
  await page.getByRole("link", { name: "Batches" }).first().click();
  await expect(page.getByTestId("batches")).toContainText("1 file was not taken");
});

test("a result is saved as CSV, and so is the list", async ({ page }) => {
  await gotoHydrated(page, "/register");
  await signUp(page, "Hedy");
  await hydrated(page);
  await page.locator("input[type=file][name=file]").setInputFiles(sample("invoice.pdf"));
  await page.waitForURL(/\/documents\/doc_/);
  await expect(page.getByTestId("fields")).toContainText("INV-2026-0331");

  await page.getByRole("button", { name: "Download" }).click();
  const one = await saved(page, () => page.getByRole("link", { name: "CSV", exact: true }).click());
  expect(one.name).toBe("invoice.csv");
  expect(one.text).toContain("\r\nINV-2026-0331,");

  await page.getByRole("link", { name: "Documents" }).first().click();
  await page.getByRole("button", { name: "Export" }).click();
  const all = await saved(page, () => page.getByRole("link", { name: "CSV a row per document" }).click());
  expect(all.name).toMatch(/^documents-\d{4}-\d\d-\d\d\.csv$/);
  expect(all.text).toContain(",invoice.pdf,completed,");
});

test("a file that cannot be read is refused with a sentence", async ({ page, allow }) => {
  allow(/status of 415/);
  await gotoHydrated(page, "/register");
  await signUp(page, "Edith");
  await hydrated(page);
  const note = { name: "notes.pdf", mimeType: "application/pdf", buffer: Buffer.from("just words") };
  await page.locator("input[type=file][name=file]").setInputFiles(note);
  await expect(page.getByTestId("upload-tray")).toContainText("cannot be read");
});

test("a token is shown once and opens the API", async ({ page, request }) => {
  await gotoHydrated(page, "/register");
  await signUp(page, "Joan");
  await hydrated(page);
  await page.getByRole("link", { name: "API tokens" }).click();
  await page.getByRole("button", { name: "New token" }).first().click();
  const form = page.locator("form:has(input[name='form[permissions][]'])").first();
  await form.locator("input[name='form[name]']").fill("books");
  await form.getByRole("button", { name: "Make token" }).click();
  const token = (await page.getByText(/ocr_[0-9A-Za-z]{36}/).first().innerText()).match(/ocr_[0-9A-Za-z]{36}/)![0];
  const history = await request.get("/processing-history", { headers: { Authorization: `Bearer ${token}` } });
  expect(history.status()).toBe(200);
  await page.reload();
  await expect(page.getByText(token)).toHaveCount(0);
});

test("a key for a provider is kept, hinted at and taken back; what was mistyped stays", async ({ page, allow }) => {
  allow(/status of 400/);
  await gotoHydrated(page, "/register");
  await signUp(page, "Hedy");
  await hydrated(page);
  await page.getByRole("link", { name: "Providers" }).click();
  const row = page.locator("tr[data-provider=gemini]");
  await row.getByRole("button", { name: "Set the key for Google Gemini" }).click();
  const dialog = page.locator("#provider-key");
  await expect(dialog.locator("select")).toHaveValue("gemini");
  await dialog.locator("input[name=key]").fill("short");
  await dialog.getByRole("button", { name: "Keep" }).click();
  await expect(dialog.locator("#field-key-about")).toContainText("This is not a key");
  await expect(dialog.locator("input[name=key]")).toHaveValue("short");
  await dialog.locator("input[name=key]").fill("AIzaSy-0123456789-wxyz");
  await dialog.getByRole("button", { name: "Keep" }).click();
  await expect(row).toContainText("…wxyz");
  await expect(row).toContainText("Your own");
  await expect(dialog).toBeHidden();
  await row.getByRole("button", { name: "Remove", exact: true }).click();
  await row.getByRole("button", { name: "Remove key" }).click();
  await expect(row).toContainText("None");
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a newcomer signs up, sends an invoice and reads its fields", async ({ page }) => {
    await page.goto("/register");
    await signUp(page, "Mary");
    const form = page.locator("form:has(input[type=file][name=file])");
    await form.locator("input[type=file]").setInputFiles(sample("invoice.pdf"));
    await form.getByRole("button", { name: "Upload" }).click();
    await page.waitForURL(/\/documents\/doc_/);
    await expect(async () => {
      await page.reload();
      await expect(page.getByTestId("fields")).toContainText("INV-2026-0331", { timeout: 500 });
    }).toPass();
  });

  test("several files become a batch, and its page says which was not taken", async ({ page }) => {
    await page.goto("/register");
    await signUp(page, "Anita");
    const form = page.locator("form:has(input[type=file][name=file])");
    await form.locator("input[type=file]").setInputFiles(await severalFiles());
    await form.getByRole("button", { name: "Upload" }).click();
    await page.waitForURL(/\/batches\/batch_/);
    await expect(page.getByTestId("batch-refused")).toContainText("notes.pdf");
    await expect(async () => {
      await page.reload();
      await expect(page.getByTestId("batch-progress")).toContainText("2 of 2", { timeout: 500 });
    }).toPass();
  });
});
