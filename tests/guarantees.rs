//! The guarantees of docs/format.md, each as a property of random text, options and splits.

use crate::common::cases;
use crate::common::texts;
use crate::common::{Signing, strip, verify};
use encypher::verify::Verdict;
use proptest::prelude::*;

proptest! {
    #![proptest_config(cases(20_000))]

    /// Guarantees 1, 5 and 14: nothing is lost, everything is bound, every stream is marked.
    #[test]
    fn what_was_embedded_verifies_and_strips_to_what_it_was(
        text in texts::text(), options in texts::options(),
    ) {
        let signing = Signing::with(options);
        let marked = signing.embed(&text);
        prop_assert_eq!(strip(&marked), text.clone());
        let found = verify(&marked);
        let blank = text.iter().all(|byte| matches!(byte, b'\n' | b'\r'));
        let expected = if blank { Verdict::Unmarked } else { Verdict::Verified };
        prop_assert_eq!(found.verdict, expected, "{:?}", found);
    }

    /// Guarantee 2: what comes out does not depend on how the text was cut.
    #[test]
    fn chunking_does_not_matter(
        text in texts::text(), options in texts::options(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
    ) {
        let signing = Signing::with(options);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
        cuts.extend([0, text.len()]);
        cuts.sort_unstable();
        let pieces: Vec<&[u8]> = cuts.windows(2).map(|cut| &text[cut[0]..cut[1]]).collect();
        prop_assert_eq!(signing.embed_pieces(&pieces).0.concat(), signing.embed(&text));
        let bytes: Vec<&[u8]> = text.chunks(1).collect();
        prop_assert_eq!(signing.embed_pieces(&bytes).0.concat(), signing.embed(&text));
    }
}
