//! The files inside the binary, as the build script found them in `themes/civic`, `src/cli/starter` and `src/cli/forge`.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
