//! The platform's folders: configuration, data, state, cache.
