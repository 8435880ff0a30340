"""Files into the model: front matter, Markdown, pictures, folders."""
