"""Pages into MkDocs, and the swap of the built site."""
