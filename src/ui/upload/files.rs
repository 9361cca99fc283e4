//! Files out of what the browser hands over.

use web_sys::{DataTransfer, File, FileList};

/// What the product reads, for the browser's file chooser; the server decides from the bytes.
pub const ACCEPT: &str = ".pdf,.jpg,.jpeg,.png,.webp,.bmp,.tif,.tiff,.xml,application/pdf,image/jpeg,image/png,\
    image/webp,image/bmp,image/tiff,application/xml,text/xml";

/// The files of a drop, a paste or a file input.
pub fn of_list(list: Option<FileList>) -> Vec<File> {
    list.map(|list| (0..list.length()).filter_map(|index| list.get(index)).collect()).unwrap_or_default()
}

/// Is it files that are being dragged, not a text or a link?
pub fn carries_files(transfer: &DataTransfer) -> bool {
    transfer.types().includes(&"Files".into(), 0)
}
