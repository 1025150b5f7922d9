//! The table as a whole.

use super::*;

#[test]
fn is_sorted_so_that_messages_list_names_in_order() {
    assert!(SOURCES.is_sorted_by_key(|source| source.name));
    for source in SOURCES {
        let Shape::Settings(builder) = &source.shape else { continue };
        for settings in builder.settings {
            assert!(settings.is_sorted_by_key(|setting| setting.name), "{}", source.name);
        }
    }
}

#[test]
fn names_everything_once_and_says_what_it_is() {
    for source in SOURCES {
        assert!(source.page.contains('"'), "{} cites no page", source.name);
        assert!(source.example.starts_with(source.name), "{}", source.example);
        let Shape::Settings(builder) = &source.shape else { continue };
        assert!(builder.subject.is_some() || builder.any.is_some(), "{}", source.name);
        let mut names: Vec<_> = builder.all().map(|setting| setting.name).collect();
        assert!(builder.all().all(|setting| !setting.about.is_empty()), "{}", source.name);
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), builder.all().count(), "{}", source.name);
    }
}
