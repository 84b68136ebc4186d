"""Acts over many cells of the journal: each cell judged as alone, all of it taken back as one."""
