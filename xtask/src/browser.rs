//! The browsers that tests drive.

use crate::system;
use anyhow::Result;
use std::path::PathBuf;

/// A browser: how the environment may name it, what it is called on the PATH, and its package.
pub struct Browser {
    pub variable: &'static str,
    programs: &'static [&'static str],
    package: &'static str,
}

pub const CHROMIUM: Browser = Browser { variable: "HOLDPOINT_CHROMIUM", programs: &["chromium", "chromium-browser", "google-chrome"], package: "chromium" };
pub const FIREFOX: Browser = Browser { variable: "HOLDPOINT_FIREFOX", programs: &["firefox-esr", "firefox"], package: "firefox-esr" };

impl Browser {
    /// The one that the environment names, one on the PATH, or one installed where that can be done unasked.
    pub fn find(&self) -> Result<Option<PathBuf>> {
        if let Some(named) = std::env::var_os(self.variable) {
            return Ok(Some(named.into()));
        }
        let found = || self.programs.iter().find_map(|name| system::find(name));
        if found().is_none() && system::installs() {
            system::install(&[self.package])?;
        }
        Ok(found())
    }
}
