"""Works with the generated client as a program of somebody else's would; every answer has to be of its declared type."""

import importlib
import sys
import time
from pathlib import Path

from ocriva_client import AuthenticatedClient, Client, models
from ocriva_client.types import File

BASE, INVOICE = sys.argv[1], Path(sys.argv[2])
calls = 0


def call(name, kind, client, *args, **named):
    """Calls an operation by its place in the client, and insists on the type of its answer."""
    global calls
    calls += 1
    answer = importlib.import_module(f"ocriva_client.api.{name}").sync_detailed(*args, client=client, **named)
    found = answer.parsed
    if isinstance(kind, list):
        assert isinstance(found, list) and all(isinstance(one, kind[0]) for one in found), (name, answer)
    elif kind is None:
        assert answer.status_code == 204, (name, answer)
    else:
        assert isinstance(found, kind), (name, answer.status_code, answer.content[:500])
    return found


visitor = Client(base_url=BASE)
person = call(
    "accounts.register",
    models.Registered,
    visitor,
    body=models.NewUser(name="Wicha", email="wicha@example.com", password="umbrella-cactus-94-lantern"),
)
cookie = visitor.get_httpx_client().cookies["ocriva"]
owner = Client(base_url=BASE, cookies={"ocriva": cookie})
session = call("accounts.get_session", models.Session, owner)
assert session.user.email == "wicha@example.com" and session.projects[0].id == person.project.id

token = call(
    "api_tokens.create_api_token",
    models.ApiToken,
    owner,
    body=models.NewToken(
        project_id=person.project.id, name="program", permissions=[one for one in models.Permission if "*" not in one.value]
    ),
)
program = AuthenticatedClient(base_url=BASE, token=token.token)

schema = {
    "type": "object",
    "properties": {"invoiceNumber": {"type": "string"}, "vendor": {"type": "string"}, "totalAmount": {"type": "number"}},
    "required": ["totalAmount"],
}
template = call(
    "templates.create_template",
    models.Template,
    program,
    body=models.NewTemplate(name="Bills", template_schema=models.NewTemplateTemplateSchema.from_dict(schema)),
)
assert template.version == 1 and template.template_schema["type"] == "object"
changed = call(
    "templates.update_template",
    models.Template,
    program,
    template.id,
    body=models.TemplateChange(instructions="Read the total.", result_format=models.ResultFormat.CSV),
    if_match='"1"',
)
assert changed.version == 2
stale = call(
    "templates.update_template", models.Problem, program, template.id, body=models.TemplateChange(), if_match='"1"'
)
assert stale.status_code == 412 and stale.code == "changed_meanwhile"
vendors = File(payload=__import__("io").BytesIO(b"vendor,code\nACME,1\n"), file_name="vendors.csv", mime_type="text/csv")
reference = call(
    "templates.add_reference_file", models.ReferenceFile, program, template.id, body=models.ReferenceForm(file=vendors)
)
assert [one.id for one in call("templates.list_reference_files", [models.ReferenceFile], program, template.id)] == [reference.id]
assert template.id in [one.id for one in call("templates.list_templates", [models.Template], program)]

webhook = call(
    "webhooks.create_webhook",
    models.Webhook,
    program,
    body=models.NewWebhook(
        name="ERP", url="https://erp.example.com/ocriva", events=[models.EventType.DOCUMENT_PROCESSED]
    ),
)
assert webhook.secret and webhook.status == models.WebhookStatus.ACTIVE
paused = models.WebhookChange(status=models.WebhookStatus.PAUSED)
assert call("webhooks.update_webhook", models.Webhook, program, webhook.id, body=paused).status == models.WebhookStatus.PAUSED

bytes_of = INVOICE.read_bytes()
accepted = call(
    "upload.upload",
    models.Accepted,
    program,
    body=models.UploadForm(
        file=File(payload=INVOICE.open("rb"), file_name="invoice.pdf", mime_type="application/pdf"),
        template_id=template.id,
        metadata='{"order":"4711"}',
    ),
    idempotency_key="a-key-of-the-program",
)
until = time.monotonic() + 60
while True:
    run = call("results.get_processing", models.Processing, program, accepted.processing_id)
    if run.status not in (models.ProcessingStatus.PENDING, models.ProcessingStatus.IN_PROGRESS):
        break
    assert time.monotonic() < until, run
    time.sleep(0.2)
assert run.status == models.ProcessingStatus.COMPLETED, run
total = run.result["totalAmount"]
evidence = run.fields["totalAmount"]
assert isinstance(total, (int, float)) and evidence.status == models.FieldStatus.GROUNDED and evidence.page == 1

listed = call("results.list_processings", models.PagedProcessingRow, program, limit=1, status=models.ProcessingStatus.COMPLETED)
assert listed.total == 1 and isinstance(listed.data[0], models.ProcessingRow)
documents = call("documents.list_documents", models.PagedDocument, program)
assert isinstance(documents.data[0], models.Document) and documents.data[0].metadata["order"] == "4711"
original = call("documents.get_document_file", File, program, accepted.id)
assert original.payload.read() == bytes_of
corrected = call(
    "results.correct_processing",
    models.Processing,
    program,
    run.id,
    body=models.Corrections(corrections=[models.NewCorrection(path="totalAmount", value=1.5)]),
)
assert corrected.result["totalAmount"] == 1.5
deliveries = call("webhooks.list_deliveries", models.PagedDelivery, program, webhook.id)
assert isinstance(deliveries.data[0], models.Delivery)

missing = call("documents.get_document", models.Problem, program, "doc_00000000000000000000000000")
assert missing.status_code == 404 and isinstance(missing.message, str)
wrong = call("webhooks.create_webhook", models.Problem, program, body=models.NewWebhook(name="", url="no", events=[]))
assert {one.field for one in wrong.message} == {"name", "url", "events"}
batch = call(
    "upload.upload_batch",
    models.AcceptedBatch,
    program,
    body=models.BatchForm(
        files=[File(payload=INVOICE.open("rb"), file_name="again.pdf", mime_type="application/pdf")], template_id=template.id
    ),
)
assert batch.accepted[0].duplicate_of == accepted.id
settings = models.SettingsChange(duplicate_policy=models.DuplicatePolicy.REJECT, file_retention_days=30)
project = call(
    "projects.update_project", models.Project, owner, person.project.id, body=models.ProjectChange(settings=settings)
)
assert project.settings.file_retention_days == 30
call("webhooks.delete_webhook", None, program, webhook.id)
call("templates.remove_reference_file", None, program, template.id, reference.id)
print(f"api-client: {calls} calls with the generated client, every answer of its type")
