"""Port Store: what Pressrun remembers, in SQLite or in memory.

``tables`` says what is kept, one module a noun says how it is asked for, ``sql`` puts them
together; ``memory`` is the contract's reference.
"""
