//! The files inside the binary, as the build script found them in `themes/civic` and `src/cli/starter`.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
