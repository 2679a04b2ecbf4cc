//! `_host/nginx.conf`: lines for the server block of a portal, taken in by `include`.

use super::{FOLDER, Hosting, TYPES};
use crate::formats::Document;

/// The lines. The `root` of the server block is the folder that holds the portal; below a path, the folder above it.
#[derive(Debug, Clone, Hash)]
pub struct Nginx(pub Hosting);

impl Document for Nginx {
    fn media(&self) -> &'static str {
        "text/plain; charset=utf-8"
    }

    fn write(&self, out: &mut Vec<u8>) {
        let Hosting {
            policy, moved, kept, base, ..
        } = &self.0;
        let mut file = String::from("# Inside of the server block: include this file. It is written anew by every build.\n");
        file.push_str("server_tokens off;\nabsolute_redirect off;\ncharset utf-8;\nindex index.html;\n");
        for (name, value) in policy.headers() {
            file.push_str(&format!("add_header {name} \"{value}\" always;\n"));
        }
        file.push_str(&format!("error_page 404 {base}404.html;\n"));
        file.push_str(&format!("location ^~ {base}{FOLDER}/ {{ return 404; }}\n"));
        // `expires` leaves the headers above in force; a second `add_header` would take them all away.
        for folder in kept {
            file.push_str(&format!("location ^~ {base}{folder} {{ expires 365d; }}\n"));
        }
        for (ending, media) in TYPES {
            let (media, _) = media.split_once(';').unwrap_or((media, ""));
            let charset = if media.starts_with("text/") {
                format!(" charset_types {media};")
            } else {
                String::new()
            };
            file.push_str(&format!(
                "location ~ \\.{ending}$ {{ types {{}} default_type {media};{charset} }}\n"
            ));
        }
        for moved in moved {
            for from in moved.spellings() {
                file.push_str(&format!(
                    "location = \"{}\" {{ return 301 \"{}\"; }}\n",
                    decoded(&from),
                    moved.target()
                ));
            }
        }
        out.extend_from_slice(file.as_bytes());
    }
}

/// nginx compares with the address after decoding it; what would end the quotation stays encoded and is met by no one.
fn decoded(address: &str) -> String {
    let plain = crate::route::percent_decode(address);
    if plain.contains(['"', '\\', '$', '{', '}', ';']) || plain.contains(char::is_control) {
        return address.to_owned();
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::super::tests::{hosting, written};
    use super::*;

    #[test]
    fn an_address_cannot_end_its_quotation() {
        let file = written(&Nginx(hosting()));
        assert!(
            file.contains("location = \"/portal/old%20%22page%22/\" { return 301 \"/portal/new/#part\"; }"),
            "{file}"
        );
        assert!(file.contains("return 301 \"https://example.gov/%241%3Bx\"; }"), "{file}");
        assert!(file.contains("error_page 404 /portal/404.html;"), "{file}");
        assert!(file.contains("location ^~ /portal/search/en/ { expires 365d; }"), "{file}");
    }
}
