"""The verbs: use-cases over ports. Each file is one verb, or a noun that several verbs share."""
