//! Corpus, annotations, history: the facade of both surfaces.
