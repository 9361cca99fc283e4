//! What we write to people, one file for each occasion.

mod address_changed;
mod already_registered;
pub mod connected;
mod endpoint_disabled;
pub mod invitation;
mod new_address;
mod new_sign_in;
pub mod organization_ending;
mod password_changed;
mod reset;
pub mod signed_out;
mod verification;

pub use address_changed::address_changed;
pub use already_registered::already_registered;
pub use endpoint_disabled::endpoint_disabled;
pub use new_address::new_address;
pub use new_sign_in::new_sign_in;
pub use password_changed::password_changed;
pub use reset::reset;
pub use verification::verification;
