//! Values of the attribute that the macro cannot see, such as constants.

/// A string where the attribute takes one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no string",
    label = "not a string",
    note = "write a string, or a constant of type `&str`"
)]
pub trait OneText: Into<String> {}

#[diagnostic::do_not_recommend]
impl<T: Into<String>> OneText for T {}

pub fn text<T: OneText>(text: T) -> String {
    text.into()
}

/// A string, or several of them, where the attribute takes a list.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a string nor a list of strings",
    label = "not a list of strings",
    note = "write a list of strings, or a constant of type `&str`, `[&str; N]` or `&[&str]`"
)]
pub trait Texts {
    fn into_texts(self) -> Vec<String>;
}

macro_rules! one {
    ($($ty:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl Texts for $ty {
            fn into_texts(self) -> Vec<String> {
                vec![self.into()]
            }
        }
    )*};
}
one!(&str, String, &String);

#[diagnostic::do_not_recommend]
impl<T: OneText, const N: usize> Texts for [T; N] {
    fn into_texts(self) -> Vec<String> {
        self.into_iter().map(text).collect()
    }
}

#[diagnostic::do_not_recommend]
impl<T: OneText> Texts for Vec<T> {
    fn into_texts(self) -> Vec<String> {
        self.into_iter().map(text).collect()
    }
}

#[diagnostic::do_not_recommend]
impl<T: OneText + Clone> Texts for &[T] {
    fn into_texts(self) -> Vec<String> {
        self.iter().cloned().map(text).collect()
    }
}

#[diagnostic::do_not_recommend]
impl<T: OneText + Clone, const N: usize> Texts for &[T; N] {
    fn into_texts(self) -> Vec<String> {
        self.as_slice().into_texts()
    }
}

pub fn texts<T: Texts>(list: T) -> Vec<String> {
    list.into_texts()
}
