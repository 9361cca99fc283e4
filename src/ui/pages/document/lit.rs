//! Which field is lit, in both panes at once.

use leptos::prelude::*;

/// What lit a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    Page,
    Fields,
    /// The keyboard: both panes bring the field into view.
    Keys,
}

/// A path and the pane that lit it; the other pane brings it into view.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Light {
    path: String,
    from: Pane,
}

/// Pointing lights for as long as it lasts; choosing keeps the light on.
#[derive(Clone, Copy)]
pub struct Lit {
    pointed: RwSignal<Option<Light>>,
    chosen: RwSignal<Option<Light>>,
}

impl Lit {
    #[must_use]
    pub fn new() -> Self {
        Self { pointed: RwSignal::new(None), chosen: RwSignal::new(None) }
    }

    /// Points at `path` with the mouse.
    pub fn point(self, path: &str, from: Pane) {
        self.pointed.set(Some(Light { path: path.to_owned(), from }));
    }

    /// Points at nothing.
    pub fn leave(self) {
        self.pointed.set(None);
    }

    /// Keeps `path` lit: a click, or the keyboard's focus.
    pub fn choose(self, path: &str, from: Pane) {
        self.chosen.set(Some(Light { path: path.to_owned(), from }));
    }

    /// Puts all lights out.
    pub fn clear(self) {
        self.pointed.set(None);
        self.chosen.set(None);
    }

    #[must_use]
    pub fn is(self, path: &str) -> bool {
        self.read(|light| light.path == path)
    }

    /// The lit path, unless `pane` itself lit it: what the pane has to bring into view.
    #[must_use]
    pub fn path_for(self, pane: Pane) -> Option<String> {
        self.current().filter(|light| light.from != pane).map(|light| light.path)
    }

    /// The lit path.
    #[must_use]
    pub fn path(self) -> Option<String> {
        self.current().map(|light| light.path)
    }

    fn current(self) -> Option<Light> {
        self.pointed.get().or_else(|| self.chosen.get())
    }

    fn read(self, is: impl Fn(&Light) -> bool) -> bool {
        self.pointed
            .with(|light| light.as_ref().map(&is))
            .unwrap_or_else(|| self.chosen.with(|light| light.as_ref().is_some_and(&is)))
    }
}

impl Default for Lit {
    fn default() -> Self {
        Self::new()
    }
}
