//! The one binary.

#[tokio::main]
async fn main() -> std::process::ExitCode {
    ocriva::boot::cli::run().await
}
