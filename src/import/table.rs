//! Entries out of a table (CSV, RFC 4180): columns are found by the names of fields and by those that other programs use.

use serde_json::{Map, Value as Json, json};

use super::moments::{self, DayOrder};
use super::text::line;
use super::{Draft, Found, Import, contacts, training};
use crate::diag::{nearest, surely};
use crate::kinds::{Common, ID_FIELD};
use crate::schema::dates::Moment;
use crate::schema::{Field, Record, Type};

/// What a column is for.
#[derive(Debug, Clone, Copy)]
enum Column {
    /// A field of the collection.
    Field(Field),
    /// A part of which fields are made, by its name in [`OF_CONTACTS`] or [`OF_CLASSES`].
    Part(&'static str),
    /// Of which kind the telephone number in the next column is, or the one before.
    Label,
    /// Nothing for which docent has a place.
    Unknown,
}

/// Names of columns for the parts of a contact, as Google Contacts, Outlook and spreadsheets of agencies have them: small
/// letters and digits only, without the numbers of repeated columns.
const OF_CONTACTS: [(&str, &[&str]); 15] = [
    ("name", &["name", "fullname", "displayname", "contact", "contactname", "fileas"]),
    ("given", &["firstname", "givenname", "first"]),
    ("family", &["lastname", "familyname", "surname", "last"]),
    ("title", &["title", "jobtitle", "position", "role", "organizationtitle"]),
    (
        "organization",
        &["company", "organization", "organizationname", "agency", "employer"],
    ),
    ("unit", &["department", "organizationdepartment", "unit", "office", "division"]),
    (
        "phone",
        &[
            "phone",
            "phones",
            "phonevalue",
            "telephone",
            "tel",
            "phonenumber",
            "businessphone",
            "workphone",
            "officephone",
            "companymainphone",
            "primaryphone",
        ],
    ),
    ("mobile", &["mobile", "mobilephone", "cell", "cellphone", "cellular"]),
    ("fax", &["fax", "businessfax", "workfax", "faxnumber"]),
    ("email", &["email", "emails", "emailaddress", "mail", "emailvalue", "workemail"]),
    ("url", &["url", "website", "webpage", "web", "websitevalue", "businesswebpage"]),
    (
        "address",
        &["address", "addressformatted", "businessaddress", "workaddress", "mailingaddress"],
    ),
    ("street", &["street", "businessstreet", "addressstreet", "streetaddress"]),
    ("city", &["city", "businesscity", "addresscity"]),
    (
        "region",
        &[
            "state",
            "businessstate",
            "addressregion",
            "zip",
            "zipcode",
            "postalcode",
            "businesspostalcode",
            "addresspostalcode",
        ],
    ),
];

/// The same for classes, as Google Calendar and Outlook have them.
const OF_CLASSES: [(&str, &[&str]); 11] = [
    (
        "title",
        &["title", "subject", "name", "event", "eventname", "eventtitle", "summary", "class"],
    ),
    (
        "startdate",
        &["startdate", "start", "date", "eventdate", "begins", "firstday", "from"],
    ),
    ("starttime", &["starttime", "time", "begintime"]),
    ("enddate", &["enddate", "end", "ends", "lastday", "until", "to"]),
    ("endtime", &["endtime", "finishtime"]),
    ("allday", &["alldayevent", "allday"]),
    ("place", &["location", "place", "venue", "where"]),
    ("description", &["description", "details", "notes", "about"]),
    ("url", &["url", "link", "website", "webpage", "source"]),
    ("categories", &["categories", "category", "tags"]),
    ("zone", &["timezone", "tz"]),
];

/// Reads a table. Fails where there is none.
pub fn read(text: &str, import: Import<'_>) -> Result<Found, String> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    let columns: Vec<Column> = header.iter().map(|name| column(name, import)).collect();
    if !columns.iter().any(|column| matches!(column, Column::Field(_) | Column::Part(_))) {
        return Err(no_column(&header, import));
    }
    let mut found = Found::default();
    say_columns(&header, &columns, import, &mut found);
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => rows.push(Row::of(&record, &header, &columns, &mut found)),
            Err(error) => found.remark(
                line_of(error.position()),
                format!("this row cannot be read and is left out: {error}"),
            ),
        }
    }
    let order = import.order.or_else(|| DayOrder::shown_by(rows.iter().flat_map(Row::dates)));
    for row in rows.iter().filter(|row| !row.cells.is_empty()) {
        row.entry(import, order, &mut found);
    }
    Ok(found)
}

/// The first row names nothing that docent knows: what it names, and what it could.
fn no_column(header: &csv::StringRecord, import: Import<'_>) -> String {
    let found: Vec<String> = header.iter().map(|name| format!("`{name}`")).collect();
    let names = parts(import).iter().filter_map(|(_, names)| names.first().copied());
    let mut wanted: Vec<&str> = Vec::new();
    for name in names.chain(fields(import).map(|field| field.name)) {
        if !wanted.iter().any(|known| plain(known) == plain(name)) {
            wanted.push(name);
        }
    }
    format!(
        "the first row of the table names no field that docent knows; it names {}\na column of {} can be called {}",
        found.join(", "),
        import.kind.name(),
        crate::schema::list_words(&wanted)
    )
}

fn line_of(position: Option<&csv::Position>) -> usize {
    position
        .and_then(|position| usize::try_from(position.line()).ok())
        .unwrap_or_default()
}

/// The sign between cells: the one that the first row has most often.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |sign: &u8| first.bytes().filter(|byte| byte == sign).count();
    // Of several that are as frequent, the last counts: the comma.
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

/// A name of a column as it is compared: `E-mail 1 - Value` is `emailvalue`.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

fn parts(import: Import<'_>) -> &'static [(&'static str, &'static [&'static str])] {
    match import.kind.name() {
        "contacts" => &OF_CONTACTS,
        "training" => &OF_CLASSES,
        _ => &[],
    }
}

fn fields(import: Import<'_>) -> impl Iterator<Item = Field> {
    let declared = ID_FIELD.iter().chain(import.kind.fields()).chain(Common::FIELDS);
    declared.copied().filter(|field| is_one_value(&field.ty))
}

/// Whether the value fits a cell.
fn is_one_value(ty: &Type) -> bool {
    match ty {
        Type::List(item) => is_one_value(item),
        Type::Group(_) | Type::Free => false,
        _ => true,
    }
}

fn column(name: &str, import: Import<'_>) -> Column {
    let wanted = plain(name);
    let named = |wanted: &str| {
        let part = parts(import)
            .iter()
            .find(|(_, names)| names.contains(&wanted))
            .map(|(part, _)| Column::Part(part));
        part.or_else(|| fields(import).find(|field| plain(field.name) == wanted).map(Column::Field))
    };
    if matches!(wanted.as_str(), "phonetype" | "phonelabel") {
        return Column::Label;
    }
    let near = || {
        let own: Vec<String> = fields(import).map(|field| plain(field.name)).collect();
        let known = parts(import)
            .iter()
            .flat_map(|(_, names)| names.iter().copied())
            .chain(own.iter().map(String::as_str));
        named(surely(&wanted, known)?)
    };
    named(&wanted).or_else(near).unwrap_or(Column::Unknown)
}

/// Says of columns with other names what they are taken for, and which are left out.
fn say_columns(header: &csv::StringRecord, columns: &[Column], import: Import<'_>, found: &mut Found) {
    let mut left_out = Vec::new();
    for (name, column) in header.iter().zip(columns) {
        let taken = match column {
            Column::Field(field) => field.name,
            Column::Part(part) => part,
            Column::Label => continue,
            Column::Unknown => {
                left_out.push(match nearest(name, fields(import).map(|field| field.name)) {
                    Some(near) => format!("{name} (is it {near}?)"),
                    None => name.to_owned(),
                });
                continue;
            }
        };
        if plain(name) != plain(taken) {
            found.remark(1, format!("the column {name} is taken for {taken}"));
        }
    }
    if !left_out.is_empty() {
        found.remark(1, format!("columns that are left out: {}", left_out.join(", ")));
    }
}

/// The cells of a row that say something.
struct Row {
    line: usize,
    cells: Vec<(Column, String)>,
}

impl Row {
    fn of(record: &csv::StringRecord, header: &csv::StringRecord, columns: &[Column], found: &mut Found) -> Self {
        let line = line_of(record.position());
        let mut cells = Vec::new();
        for ((cell, column), name) in record.iter().zip(columns).zip(header) {
            match value_of(cell) {
                Some(text) if !text.is_empty() => cells.push((*column, text)),
                Some(_) => {}
                None => found.remark(line, format!("{name}: a formula is left out")),
            }
        }
        if record.len() > header.len() {
            found.remark(
                line,
                format!(
                    "the row has {} cells and the first row {}; the rest is left out",
                    record.len(),
                    header.len()
                ),
            );
        }
        Self { line, cells }
    }

    /// The cells with dates, which show together what stands first in a date.
    fn dates(&self) -> impl Iterator<Item = &str> {
        let is_date = |column: &Column| match column {
            Column::Part(part) => matches!(*part, "startdate" | "enddate"),
            Column::Field(field) => matches!(field.ty, Type::Date | Type::Moment),
            _ => false,
        };
        self.cells
            .iter()
            .filter(move |(column, _)| is_date(column))
            .map(|(_, cell)| cell.as_str())
    }

    fn parts(&self, name: &'static str) -> impl Iterator<Item = String> + '_ {
        let cells = self
            .cells
            .iter()
            .filter(move |(column, _)| matches!(column, Column::Part(part) if *part == name));
        // Google puts several values into one cell.
        cells.flat_map(|(_, cell)| cell.split(":::")).map(|text| text.trim().to_owned())
    }

    fn part(&self, name: &'static str) -> String {
        self.parts(name).find(|text| !text.is_empty()).unwrap_or_default()
    }

    fn entry(&self, import: Import<'_>, order: Option<DayOrder>, found: &mut Found) {
        let mut left_out = Vec::new();
        let mut fields = match import.kind.name() {
            "contacts" => self.contact(&mut left_out),
            "training" => match self.class(import, order, &mut left_out) {
                Ok(fields) => fields,
                Err(why) => return found.remark(self.line, format!("{}: {why}; it is left out", self.part("title"))),
            },
            _ => Map::new(),
        };
        for (column, cell) in &self.cells {
            if let Column::Field(field) = column {
                match field_value(field, cell, order) {
                    Ok(value) => drop(fields.insert(field.name.to_owned(), value)),
                    Err(why) => left_out.push(format!("{} ({why})", field.name)),
                }
            }
        }
        if !left_out.is_empty() {
            found.remark(self.line, format!("{}: left out: {}", super::title(&fields), left_out.join("; ")));
        }
        found.drafts.push(Draft { line: self.line, fields });
    }

    fn contact(&self, left_out: &mut Vec<String>) -> Map<String, Json> {
        let of_kind = |part, kind: &str| self.parts(part).map(|number| (number, kind.to_owned())).collect::<Vec<_>>();
        let address = match self.part("address") {
            whole if !whole.is_empty() => vec![whole],
            _ => vec![
                self.part("street"),
                self.part("city"),
                self.parts("region").collect::<Vec<_>>().join(" "),
            ],
        };
        let parts = contacts::Parts {
            name: self.part("name"),
            family: self.part("family"),
            given: self.part("given"),
            organization: vec![self.part("organization"), self.part("unit")],
            title: self.part("title"),
            phones: [self.labelled_phones(), of_kind("mobile", "mobile"), of_kind("fax", "fax")].concat(),
            emails: self.parts("email").collect(),
            urls: self.parts("url").collect(),
            address,
            ..contacts::Parts::default()
        };
        let (fields, more) = parts.fields();
        left_out.extend(more);
        fields
    }

    /// Telephone numbers with the label that stands in the column before, as Google Contacts has it.
    fn labelled_phones(&self) -> Vec<(String, String)> {
        let mut phones = Vec::new();
        let mut label = "";
        for (column, cell) in &self.cells {
            match column {
                Column::Label => label = cell,
                Column::Part("phone") => phones.extend(
                    cell.split(":::")
                        .map(|number| (number.trim().to_owned(), std::mem::take(&mut label).to_owned())),
                ),
                _ => {}
            }
        }
        phones
    }

    fn class(&self, import: Import<'_>, order: Option<DayOrder>, left_out: &mut Vec<String>) -> Result<Map<String, Json>, String> {
        let is_all_day = matches!(self.part("allday").to_lowercase().as_str(), "true" | "yes" | "1" | "x");
        let moment = |date: String, time: String| -> Result<Option<Moment>, String> {
            let text = if is_all_day || time.is_empty() {
                date
            } else {
                format!("{date} {time}")
            };
            if text.trim().is_empty() {
                Ok(None)
            } else {
                moments::typed(&text, order).map(Some)
            }
        };
        let start = moment(self.part("startdate"), self.part("starttime"))?;
        let (end_date, end_time) = (self.part("enddate"), self.part("endtime"));
        let end_date = if end_date.is_empty() && !end_time.is_empty() {
            self.part("startdate")
        } else {
            end_date
        };
        let end = moment(end_date, end_time).unwrap_or_else(|why| {
            left_out.push(format!("the end ({why})"));
            None
        });
        let zone = self.part("zone");
        let zone = match moments::zone(&zone) {
            None if !zone.is_empty() => return Err(format!("nobody knows the time zone `{zone}`")),
            zone => zone,
        };
        let parts = training::Parts {
            title: self.part("title"),
            start,
            end,
            zone,
            place: self.part("place"),
            description: self.part("description"),
            url: self.part("url"),
            categories: self
                .parts("categories")
                .flat_map(|cell| cell.split([';', ',']).map(str::to_owned).collect::<Vec<_>>())
                .collect(),
            is_cancelled: false,
        };
        let (fields, more) = parts.fields(import.portal.config);
        left_out.extend(more);
        Ok(fields)
    }
}

/// The text of a cell; nothing for a formula. Spreadsheets keep the zeros of `="012"` and `'012`.
fn value_of(cell: &str) -> Option<String> {
    let text = cell
        .strip_prefix("=\"")
        .and_then(|text| text.strip_suffix('"'))
        .filter(|text| !text.contains('"'));
    let text = text.or(cell.strip_prefix('\'')).unwrap_or(cell);
    let is_number = text.starts_with(['+', '-']) && text.chars().all(|c| c.is_ascii_digit() || "+-.() ".contains(c));
    let is_formula = text.starts_with(['=', '+', '-', '@']) && !is_number && text.contains(['(', '!', '|']);
    (!is_formula).then(|| text.to_owned())
}

/// A cell as the value of a field. Several values stand in one cell with semicolons between them.
fn field_value(field: &Field, cell: &str, order: Option<DayOrder>) -> Result<Json, String> {
    match field.ty {
        Type::List(item) => {
            let item = Field { ty: *item, ..*field };
            let items = cell.split(';').map(str::trim).filter(|text| !text.is_empty());
            items.map(|text| field_value(&item, text, order)).collect()
        }
        Type::Date | Type::Moment => moments::typed(cell, order).map(|moment| moment.to_string().into()),
        Type::Number => Ok(cell
            .replace(',', "")
            .parse::<u32>()
            .map_or_else(|_| json!(cell), |number| json!(number))),
        Type::Boolean => Ok(match cell.to_lowercase().as_str() {
            "true" | "yes" | "1" | "x" => json!(true),
            "false" | "no" | "0" => json!(false),
            _ => json!(cell),
        }),
        Type::Markdown => Ok(super::text::markdown(cell).into()),
        _ => Ok(line(cell).into()),
    }
}
