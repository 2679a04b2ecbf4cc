//! Arguments in, exit code out.

// Whatever an author writes, docent answers; it does not panic. Tests may.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

/// A portal is made of many small texts on all cores at once, where the allocator of most systems is the slowest part.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    docent::cli::main(std::env::args_os().collect())
}
