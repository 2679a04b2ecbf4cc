//! Shows a page in the browser of whoever sits at the machine.

use std::io;
use std::process::{Child, Command, Stdio};

/// What opens an address, with its arguments before the address; the first that is there is taken.
const PROGRAMS: &[&[&str]] = if cfg!(target_os = "macos") {
    &[&["/usr/bin/open"]]
} else if cfg!(windows) {
    &[&["explorer.exe"]]
} else {
    // The last opens the browser of Windows from a Linux within it.
    &[&["xdg-open"], &["gio", "open"], &["wslview"]]
};

/// Opens an address. The browser outlives docent; what it prints is its own matter.
pub fn open(url: &str) -> io::Result<()> {
    open_with(PROGRAMS, url)
}

fn open_with(programs: &[&[&str]], url: &str) -> io::Result<()> {
    let mut outcome = Err(io::ErrorKind::NotFound.into());
    for program in programs {
        outcome = start(program, url);
        if outcome.is_ok() {
            break;
        }
    }
    let mut child = outcome?;
    // Waited for, it leaves nothing behind in the table of processes.
    std::thread::Builder::new()
        .name("browser".to_owned())
        .spawn(move || child.wait())
        .map(drop)
}

fn start(program: &[&str], url: &str) -> io::Result<Child> {
    let (name, arguments) = program.split_first().ok_or(io::ErrorKind::NotFound)?;
    let mut command = Command::new(name);
    command
        .args(arguments)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // In a group of its own, it is not ended by the keys that end docent.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_program_that_is_there_is_started() {
        // The compiler of these tests is a program that is there, whatever the system.
        let cargo = env!("CARGO");
        assert!(open_with(&[&["no-such-program-of-docent"], &[cargo]], "--version").is_ok());
        let none = open_with(&[&["no-such-program-of-docent"]], "http://127.0.0.1/");
        assert_eq!(none.map_err(|error| error.kind()), Err(io::ErrorKind::NotFound));
    }
}
