//! For Amazon S3 behind CloudFront: a response headers policy, and functions for the viewer request and the viewer response.

use serde_json::{Value as Json, json};

use super::Hosting;
use crate::formats::Document;

/// `_host/cloudfront-headers.json`: what `aws cloudfront create-response-headers-policy --response-headers-policy-config`
/// takes.
#[derive(Debug, Clone, Hash)]
pub struct HeadersPolicy(pub Hosting);

impl Document for HeadersPolicy {
    fn media(&self) -> &'static str {
        "application/json"
    }

    fn write(&self, out: &mut Vec<u8>) {
        let Hosting { policy, domain, .. } = &self.0;
        let is_security = |name: &str| SECURITY.contains(&name);
        let custom: Vec<Json> = policy
            .headers()
            .into_iter()
            .filter(|(name, _)| !is_security(name))
            .map(|(name, value)| json!({ "Header": name, "Value": value, "Override": true }))
            .collect();
        let mut security = json!({
            "ContentSecurityPolicy": { "ContentSecurityPolicy": policy.content_security(), "Override": true },
            "ContentTypeOptions": { "Override": true },
            "FrameOptions": { "FrameOption": "DENY", "Override": true },
            "ReferrerPolicy": { "ReferrerPolicy": "strict-origin-when-cross-origin", "Override": true },
        });
        if let (true, Some(security)) = (policy.hsts && policy.is_encrypted, security.as_object_mut()) {
            let hsts = json!({ "AccessControlMaxAgeSec": super::FOREVER, "IncludeSubdomains": true, "Override": true });
            security.insert("StrictTransportSecurity".to_owned(), hsts);
        }
        let name = domain
            .as_deref()
            .unwrap_or("portal")
            .replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        let whole = json!({
            "Name": format!("docent-{name}"),
            "Comment": "Headers of a portal made by docent",
            "SecurityHeadersConfig": security,
            "CustomHeadersConfig": { "Quantity": custom.len(), "Items": custom },
        });
        // Writing plain values to memory cannot fail.
        let _ = serde_json::to_writer_pretty(&mut *out, &whole);
        out.push(b'\n');
    }
}

/// The headers for which CloudFront has fields of its own.
const SECURITY: [&str; 5] = [
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Strict-Transport-Security",
];

/// `_host/cloudfront-function.js`: leads on from what has moved, and finds the page of a folder, which S3 does not.
#[derive(Debug, Clone, Hash)]
pub struct Function(pub Hosting);

impl Document for Function {
    fn media(&self) -> &'static str {
        "text/javascript; charset=utf-8"
    }

    fn write(&self, out: &mut Vec<u8>) {
        let moved = self.0.moved.iter().flat_map(|moved| {
            let to = moved.target();
            moved.spellings().into_iter().map(move |from| (from, Json::from(to.clone())))
        });
        let moved = Json::Object(moved.collect());
        let script = format!(
            "// A CloudFront function (runtime 2.0) for the viewer request.\n\
             const moved = new Map(Object.entries({moved}));\n\n\
             function handler(event) {{\n\
             \x20 const request = event.request;\n\
             \x20 const to = moved.get(request.uri);\n\
             \x20 if (to) return {{ statusCode: 301, statusDescription: \"Moved Permanently\", headers: {{ location: {{ value: to }} }} }};\n\
             \x20 if (request.uri.endsWith(\"/\")) request.uri += \"index.html\";\n\
             \x20 return request;\n\
             }}\n"
        );
        out.extend_from_slice(script.as_bytes());
    }
}

/// `_host/cloudfront-response.js`: browsers keep for ever what is named by its content. A response headers policy is for all
/// files of a behavior of the distribution alike; a function knows them apart, so one behavior is enough.
#[derive(Debug, Clone, Hash)]
pub struct ResponseFunction(pub Hosting);

impl Document for ResponseFunction {
    fn media(&self) -> &'static str {
        "text/javascript; charset=utf-8"
    }

    fn write(&self, out: &mut Vec<u8>) {
        let Hosting { kept, base, .. } = &self.0;
        let folders: Json = kept.iter().map(|folder| format!("{base}{folder}")).collect();
        let forever = Json::from(super::keep_forever());
        let script = format!(
            "// A CloudFront function (runtime 2.0) for the viewer response.\n\
             const kept = {folders};\n\n\
             function handler(event) {{\n\
             \x20 const {{ request, response }} = event;\n\
             \x20 const isKept = kept.some((folder) => request.uri.startsWith(folder));\n\
             \x20 if (isKept && response.statusCode < 400) response.headers[\"cache-control\"] = {{ value: {forever} }};\n\
             \x20 return response;\n\
             }}\n"
        );
        out.extend_from_slice(script.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{hosting, written};
    use super::*;

    #[test]
    fn every_header_of_the_policy_is_there_once() {
        let policy: Json = serde_json::from_str(&written(&HeadersPolicy(hosting()))).expect("JSON");
        let security = policy["SecurityHeadersConfig"].as_object().expect("an object");
        let custom = policy["CustomHeadersConfig"]["Items"].as_array().expect("a list");
        assert_eq!(security.len() + custom.len(), hosting().policy.headers().len());
        assert_eq!(policy["Name"], "docent-portal-example-gov");
    }

    #[test]
    fn what_is_named_by_its_content_is_kept_below_the_path_of_the_portal() {
        let script = written(&ResponseFunction(hosting()));
        assert!(
            script.contains(r#"const kept = ["/portal/assets/","/portal/search/en/"];"#),
            "{script}"
        );
        assert!(script.contains(r#"{ value: "public, max-age=31536000, immutable" }"#), "{script}");
    }
}
