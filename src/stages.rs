//! What a build tells whoever watches it: which stage has ended, and how much it did.
//!
//! The pipeline has no clock. A [`Watch`] may have one: the command line notes the moment at which it hears of each stage.

/// One step of the way from files to a published site, in the order in which they are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Input files from the disk.
    Read,
    /// The syntax of each file.
    Parse,
    /// Entries of collections, with their fields.
    Collect,
    /// Pages, with links and references resolved.
    Resolve,
    /// Every output file decided.
    Plan,
    /// The search indices made; last of all, if someone waits for the pages.
    Index,
    /// Every other output file made: pages with their own checks, open data.
    Render,
    /// Links, anchors and barriers across all pages.
    Check,
    /// The folder of the site, written where it changed.
    Publish,
}

impl Stage {
    /// Its name in tables and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Parse => "parse",
            Self::Collect => "collect",
            Self::Resolve => "resolve",
            Self::Plan => "plan",
            Self::Render => "render",
            Self::Check => "check",
            Self::Index => "index",
            Self::Publish => "publish",
        }
    }

    /// What its items are.
    pub fn items(self) -> &'static str {
        match self {
            Self::Collect | Self::Index => "entries",
            Self::Resolve | Self::Check => "pages",
            _ => "files",
        }
    }
}

/// A stage that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// Which.
    pub stage: Stage,
    /// How many files, entries or pages it dealt with.
    pub items: usize,
    /// The bytes of what it took in or put out; `None` where there are none to speak of.
    pub bytes: Option<u64>,
    /// How many of the items were remembered from the turn before; `None` where nothing is.
    pub remembered: Option<usize>,
}

impl Ended {
    /// A stage that dealt with so many items.
    pub fn with_items(stage: Stage, items: usize) -> Self {
        Self {
            stage,
            items,
            bytes: None,
            remembered: None,
        }
    }

    /// The same, of so many bytes.
    pub fn bytes(self, bytes: u64) -> Self {
        Self {
            bytes: Some(bytes),
            ..self
        }
    }

    /// The same, with so many items remembered.
    pub fn remembered(self, remembered: usize) -> Self {
        Self {
            remembered: Some(remembered),
            ..self
        }
    }
}

/// Someone who wants to know how a build goes on.
pub trait Watch: Sync {
    /// Hears of a stage as soon as it has ended.
    fn ended(&mut self, stage: Ended) {
        let _ = stage;
    }

    /// Whether the build is called off: nobody wants the site any more. Once the answer is yes it stays so, and what the build gives
    /// is of no use.
    fn calls_off(&self) -> bool {
        false
    }
}

/// Nobody watches.
#[derive(Debug, Clone, Copy)]
pub struct Unwatched;

impl Watch for Unwatched {}
