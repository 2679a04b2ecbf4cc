//! Gives the texts that libFuzzer thinks of to one oracle, which `DOCENT_ORACLE` names. `fuzz/run` starts it.

#![no_main]

use std::sync::OnceLock;

use docent_fuzz::oracles::ALL;
use libfuzzer_sys::fuzz_target;

fn oracle() -> fn(&[u8]) {
    static ORACLE: OnceLock<fn(&[u8])> = OnceLock::new();
    *ORACLE.get_or_init(|| {
        let wanted = std::env::var("DOCENT_ORACLE").unwrap_or_default();
        let names = ALL.map(|(name, _)| name).join(", ");
        let found = ALL.into_iter().find(|(name, _)| *name == wanted);
        found
            .map(|(_, check)| check)
            .unwrap_or_else(|| panic!("DOCENT_ORACLE names one of {names}"))
    })
}

fuzz_target!(|data: &[u8]| oracle()(data));
