//! Tokens from JavaScript: any object with `getAccessToken()`, behind a function of the facade.
//! Errors of that object stay with the facade; what comes here is their number.

use core::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cxtone_cxone::{BoxFuture, Token, TokenError, TokenSource};
use cxtone_dialect::is_fit_for_a_header;
use napi::{
    Result, Status,
    bindgen_prelude::{Function, Promise},
    threadsafe_function::ThreadsafeFunction,
};
use napi_derive::napi;
use secrecy::{ExposeSecret as _, SecretString};

/// What the facade's function answers.
#[napi(object, object_to_js = false)]
pub struct PortAnswer {
    /// The token, where there is one.
    pub token: Option<String>,
    /// Else which of the errors that the facade keeps is the cause.
    pub error: Option<u32>,
}

/// The facade's function: asked with the token that the far end refused since, if there is one.
pub(crate) type Ask<'env> = Function<'env, Option<String>, Promise<PortAnswer>>;

/// Weak, so that it keeps no process alive.
type WeakAsk =
    ThreadsafeFunction<Option<String>, Promise<PortAnswer>, Option<String>, Status, false, true>;

/// A token source behind a function of JavaScript.
pub(crate) struct TokenPort {
    ask: WeakAsk,
    shelf: Mutex<Shelf>,
}

/// The last token, so that one that comes again keeps its generation.
#[derive(Default)]
struct Shelf {
    token: Option<Token>,
    refused: Option<SecretString>,
}

/// Why JavaScript gave no token. Shows nothing of JavaScript's own error.
#[derive(Debug)]
pub(crate) enum PortError {
    /// The facade keeps the error under this number.
    Kept(Option<u32>),
    /// What came is no token.
    Unfit,
    /// The environment is ending.
    Gone,
}

impl TokenPort {
    pub(crate) fn new(ask: &Ask<'_>) -> Result<Self> {
        let ask = ask
            .build_threadsafe_function::<Option<String>>()
            .weak::<true>()
            .callee_handled::<false>()
            .build()?;
        Ok(Self {
            ask,
            shelf: Mutex::default(),
        })
    }

    async fn fetch(&self) -> core::result::Result<Token, PortError> {
        let refused = self.shelf().refused.take();
        let refused = refused.map(|token| token.expose_secret().to_owned());
        let asked = self.ask.call_async(refused).await;
        let answer = asked.map_err(|_| PortError::Gone)?.await;
        let answer = answer.map_err(|_| PortError::Gone)?;
        let Some(token) = answer.token else {
            return Err(PortError::Kept(answer.error));
        };
        let token = SecretString::from(token);
        if is_fit_for_a_header(&token) {
            Ok(self.shelf().keep(token))
        } else {
            Err(PortError::Unfit)
        }
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        // Nothing is left half done under this lock.
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenSource for TokenPort {
    fn token(&self) -> BoxFuture<'_, core::result::Result<Token, TokenError>> {
        Box::pin(async {
            let fetched = self.fetch().await;
            fetched.map_err(|error| TokenError::Source(Arc::new(error)))
        })
    }

    fn invalidate(&self, generation: u64) {
        let mut shelf = self.shelf();
        let refused = shelf.token.as_ref();
        let refused = refused.filter(|token| token.generation() == generation);
        if let Some(token) = refused {
            shelf.refused = Some(token.secret().clone());
        }
    }
}

impl Shelf {
    fn keep(&mut self, text: SecretString) -> Token {
        let last = self.token.as_ref();
        let same = last.filter(|last| last.secret().expose_secret() == text.expose_secret());
        if let Some(same) = same {
            return same.clone();
        }
        let generation = last.map_or(0, Token::generation) + 1;
        let token = Token::new(text, generation);
        self.token = Some(token.clone());
        token
    }
}

impl PortError {
    /// The number under which the facade keeps the cause.
    pub(crate) const fn kept(&self) -> Option<u32> {
        match self {
            Self::Kept(number) => *number,
            Self::Unfit | Self::Gone => None,
        }
    }
}

impl fmt::Display for PortError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Kept(_) => "getAccessToken() failed",
            Self::Unfit => {
                "getAccessToken() gave no token; it must resolve to a text that fits a header"
            }
            Self::Gone => "the program is ending",
        })
    }
}

impl core::error::Error for PortError {}
