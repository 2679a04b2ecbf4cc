fn main() {
    let snapshot = docent::source::disk::read(".".into(), "docent.yaml".into());
    let mut memo = docent::memo::Memo::new();
    let day = std::env::args().nth(1).unwrap_or("2026-11-22".into()).parse().unwrap();
    let build = docent::pipeline::build(&snapshot.value, &docent::pipeline::Options::on(day), &mut memo);
    for d in &build.diagnostics {
        println!("{} {} {:?}: {} | {:?}", d.severity, d.code, d.at.as_ref().map(|s| (s.file.clone(), s.start)), d.message, d.help);
    }
    for (route, artifact) in &build.bundle.files {
        let path = format!("/tmp/site/{}", route.as_str());
        std::fs::create_dir_all(std::path::Path::new(&path).parent().unwrap()).unwrap();
        std::fs::write(path, &artifact.bytes).unwrap();
    }
    println!("{} files {} pages", build.bundle.files.len(), build.pages);
}
