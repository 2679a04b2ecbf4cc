//! Arguments in, exit code out.

/// A portal is made of many small texts on all cores at once, where the allocator of most systems is the slowest part.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    docent::cli::main(std::env::args_os().collect())
}
