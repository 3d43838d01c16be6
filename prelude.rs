use cwola::prelude::*;
