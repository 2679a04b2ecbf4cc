//! Arguments in, exit code out.

fn main() -> std::process::ExitCode {
    docent::cli::main(std::env::args_os().collect())
}
