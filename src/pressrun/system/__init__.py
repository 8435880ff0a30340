"""The machine's own: time, chance, child processes, files and locks. Nothing here knows news."""
