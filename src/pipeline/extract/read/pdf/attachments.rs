//! The files inside a PDF: those of the catalogue's name tree, and those associated with the document.

use flate2::read::ZlibDecoder;
use hayro::hayro_syntax::{
    Filter, Pdf,
    object::{Array, Dict, Object, ObjectIdentifier, Stream},
};
use std::{borrow::Cow, collections::HashSet, io::Read as _};

/// Longer files are not looked into: an invoice with its supporting documents inside has a few megabytes.
const MAX_BYTES: u64 = 32 * 1024 * 1024;
/// Files packed in a rare way are decoded only when small, for they may unfold a thousandfold.
const MAX_PACKED: usize = 256 * 1024;
/// Nodes of the name tree that are visited; one that is its own child would have no end.
const MAX_NODES: usize = 1_000;

/// The contents of the attached files, those that name themselves invoices first.
pub(in super::super) fn attachments(pdf: &Pdf) -> impl Iterator<Item = Cow<'_, [u8]>> {
    let mut specifications = specifications(pdf);
    specifications.sort_by_key(|specification| !is_named_invoice(specification));
    let mut seen: HashSet<ObjectIdentifier> = HashSet::new();
    specifications.into_iter().filter_map(move |specification| {
        let files = specification.get::<Dict>("EF")?;
        let file = files.get::<Stream>("UF").or_else(|| files.get::<Stream>("F"))?;
        if seen.insert(file.obj_id()) { unpacked(&file) } else { None }
    })
}

/// The names that `ZUGFeRD`, Factur-X and `XRechnung` prescribe; another invoice may be attached as a mere supplement.
fn is_named_invoice(specification: &Dict) -> bool {
    const NAMES: [&str; 3] = ["factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"];
    let name = specification.get::<hayro::hayro_syntax::object::String>("F");
    name.is_some_and(|name| NAMES.iter().any(|known| name.as_bytes().eq_ignore_ascii_case(known.as_bytes())))
}

fn specifications(pdf: &Pdf) -> Vec<Dict<'_>> {
    let Some(catalogue) = pdf.xref().get::<Dict>(pdf.xref().root_id()) else { return Vec::new() };
    let mut found = Vec::new();
    let tree = catalogue.get::<Dict>("Names").and_then(|names| names.get::<Dict>("EmbeddedFiles"));
    let mut nodes: Vec<Dict> = tree.into_iter().collect();
    let mut visited = 0;
    while let Some(node) = nodes.pop().filter(|_| visited < MAX_NODES) {
        visited += 1;
        found.extend(dicts(&node, "Names"));
        nodes.extend(dicts(&node, "Kids"));
    }
    found.extend(dicts(&catalogue, "AF"));
    found
}

/// The dictionaries in an array; names stand between those of a name tree.
fn dicts<'a>(holder: &Dict<'a>, key: &str) -> Vec<Dict<'a>> {
    let Some(array) = holder.get::<Array>(key) else { return Vec::new() };
    array.iter::<Object>().take(MAX_NODES).filter_map(Object::into_dict).collect()
}

fn unpacked<'a>(file: &Stream<'a>) -> Option<Cow<'a, [u8]>> {
    let packed = file.raw_data();
    match file.filters().as_slice() {
        [] => (packed.len() as u64 <= MAX_BYTES).then_some(packed),
        [Filter::FlateDecode] if !file.dict().contains_key("DecodeParms") => {
            let mut bytes = Vec::new();
            // What came before damage may still be whole.
            let _ = ZlibDecoder::new(&*packed).take(MAX_BYTES).read_to_end(&mut bytes);
            Some(Cow::Owned(bytes))
        }
        _ if packed.len() <= MAX_PACKED => file.decoded_data().ok(),
        _ => None,
    }
}
