//! The live line: what the server tells a page that is open.
