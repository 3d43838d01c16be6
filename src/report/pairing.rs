//! How pairings of jets show themselves.

use super::display::{Blocks, Show, display};
use super::show::table;
use super::{Cell, Table};
use crate::evaluate::PairingEfficiency;
use crate::model::SpanetNet;
use crate::plot::escape;
use crate::train::SpanetTraining;

display!(SpanetNet, |it| Blocks::html(escape(&it.to_string()), it.to_string()));
display!(SpanetTraining, |it| {
    let words = format!("{it:?}");
    Blocks::html(escape(&words), words)
});

impl Show for PairingEfficiency {
    fn blocks(&self) -> Blocks {
        table(&efficiencies(std::slice::from_ref(self)))
    }

    fn list(all: &[PairingEfficiency]) -> Blocks {
        table(&efficiencies(all))
    }
}

/// Efficiencies of several pairings, one per line.
pub(crate) fn efficiencies(all: &[PairingEfficiency]) -> Table {
    let heads = ["pairing", "two known: both right", "two known: per boson", "one known: right", "events"];
    let mut table = Table::new("Pairing efficiency", &heads);
    for one in all {
        let cell = |(share, error): (f64, f64)| Cell::measured(share, error, 3);
        let events = format!("{} + {}", one.both.events, one.one.events);
        table.rows.push(vec![
            one.name.as_str().into(),
            cell(one.both.event_efficiency()),
            cell(one.both.boson_efficiency()),
            cell(one.one.event_efficiency()),
            events.into(),
        ]);
    }
    table.with_note("Share of events (or bosons) with the right pair of jets, ± binomial error; both orders are right.")
}
