"""The model to the wire and back: RFC 5322 and its family. No sockets."""
